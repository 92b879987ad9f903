"""The media server tells who came and went; forgeries are refused, what it says twice counts once."""

import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import jwt
import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone

from freehold.rooms import access, actions, places
from freehold.rooms.livekit import Participant
from freehold.rooms.models import Presence, WebhookReceipt
from freehold.rooms.reconcile import difference
from freehold.rooms.tests.conftest import audited

NO_DAY = b'{"id": "EV_1", "event": "room_started", "createdAt": "99999999999999999"}'


class Telling:
    """Deliveries as LiveKit signs them."""

    def __init__(self, session, connection):
        self.session, self.connection = session, connection
        self.client = Client(enforce_csrf_checks=True)

    def event(self, name, *, stay="PA_1", at=None, id=None, **changed):
        at = at or timezone.now()
        return {
            "event": name,
            "id": id or f"EV_{uuid4().hex}",
            "createdAt": str(int(at.timestamp())),
            "room": {"sid": "RM_1", "name": self.session.room},
            "participant": {
                "sid": stay,
                "identity": str(self.connection),
                "joinedAt": str(int(at.timestamp())),
            },
            **changed,
        }

    def signed(self, body, *, secret=None, key=None, digest=None, lasting=timedelta(minutes=5)):
        claims = {
            "iss": key or settings.OPTIONS.livekit_key,
            "exp": datetime.now(UTC) + lasting,
            "sha256": b64encode(digest or sha256(body).digest()).decode(),
        }
        return jwt.encode(claims, secret or settings.OPTIONS.livekit_secret, algorithm="HS256")

    def tells(self, event, *, kind="application/webhook+json", authorization=None, **forged):
        body = json.dumps(event).encode()
        headers = {"Authorization": self.signed(body, **forged) if authorization is None else authorization}
        return self.client.post("/hooks/livekit", body, content_type=kind, headers=headers).status_code

    def told(self, name, **given):
        assert self.tells(self.event(name, **given)) == 200


@pytest.fixture
def media(session, together):
    _, his = together
    return Telling(session, his)


class TestComingAndGoing:
    def test_a_stay_is_recorded_with_its_minutes(self, media, sam):
        start = timezone.now() - timedelta(minutes=4)
        media.told("participant_joined", at=start)
        assert Presence.objects.get().until is None
        media.told("participant_left", at=start + timedelta(minutes=3, seconds=30))
        stays = access.stays_in(sam.session, sam.person)
        assert places.minutes_present(stays, timezone.now()) == 3
        assert len(audited("session.join")) == len(audited("session.part")) == 1

    def test_a_late_leave_of_an_earlier_stay_changes_nothing(self, media):
        """The connection came back with a new stay before the old one's leave was told."""
        media.told("participant_joined", stay="PA_old")
        media.told("participant_joined", stay="PA_new")
        media.told("participant_left", stay="PA_old")
        assert list(Presence.objects.filter(until=None).values_list("stay", flat=True)) == ["PA_new"]

    def test_a_leave_that_overtakes_its_join_leaves_nobody_there(self, media):
        media.told("participant_left")
        media.told("participant_joined")
        assert not Presence.objects.filter(until=None).exists()

    def test_other_events_and_strangers_change_nothing(self, media):
        media.told("track_published")
        media.told("room_started", participant={})
        media.told("participant_joined", participant={"sid": "PA_2", "identity": "somebody"})
        media.told("participant_joined", participant={"sid": "PA_3", "identity": str(uuid4())})
        media.told("participant_joined", room={"name": "another-room"})
        assert not Presence.objects.exists()


class TestRepeats:
    def test_the_same_event_counts_once(self, media):
        event = media.event("participant_joined")
        assert media.tells(event) == media.tells(event) == 200
        assert len(audited("session.join")) == 1
        assert WebhookReceipt.objects.count() == 1

    def test_a_replay_after_the_leave_brings_nobody_back(self, media):
        joined = media.event("participant_joined", stay="PA_1")
        media.tells(joined)
        media.told("participant_left", stay="PA_1")
        media.tells(joined)
        assert not Presence.objects.filter(until=None).exists()

    def test_an_old_delivery_is_refused(self, media):
        event = media.event("participant_joined", at=timezone.now() - timedelta(minutes=6))
        assert media.tells(event) == 401
        assert not Presence.objects.exists()

    def test_receipts_are_kept_longer_than_a_delivery_may_be_old(self, media):
        media.told("participant_joined")
        with time_machine.travel(timezone.now() + timedelta(minutes=10)):
            actions.forget_receipts()
            assert WebhookReceipt.objects.exists()
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            actions.forget_receipts()
            assert not WebhookReceipt.objects.exists()


class TestForgery:
    @pytest.mark.parametrize(
        "forged",
        [
            {"secret": "another secret that is long enough to sign with"},
            {"key": "another-key"},
            {"digest": b"x" * 32},
            {"digest": b"x"},
            {"lasting": timedelta(minutes=-5)},
            {"authorization": ""},
            {"authorization": "Bearer nonsense"},
            {"kind": "application/json"},
            {"kind": "text/plain"},
        ],
        ids=str,
    )
    def test_it_is_refused(self, media, forged):
        assert media.tells(media.event("participant_joined"), **forged) == 401
        assert not Presence.objects.exists()
        assert not WebhookReceipt.objects.exists()

    def test_an_unsigned_token_is_refused(self, media):
        body = json.dumps(media.event("participant_joined")).encode()
        claims = {
            "iss": settings.OPTIONS.livekit_key,
            "exp": datetime.now(UTC) + timedelta(minutes=5),
            "sha256": b64encode(sha256(body).digest()).decode(),
        }
        token = jwt.encode(claims, None, algorithm="none")
        assert media.tells(media.event("participant_joined"), authorization=token) == 401

    @pytest.mark.parametrize(
        "body", [b"", b"[]", b"{}", b'{"id": 1, "event": "x"}', b'{"createdAt": "soon"}', NO_DAY]
    )
    def test_signed_nonsense_is_refused(self, media, body):
        headers = {"Authorization": media.signed(body)}
        answer = media.client.post(
            "/hooks/livekit", body, content_type="application/webhook+json", headers=headers
        )
        assert answer.status_code == 401

    def test_a_flood_is_not_read(self, media):
        answer = media.client.post(
            "/hooks/livekit", b"x" * 70_000, content_type="application/webhook+json", headers={}
        )
        assert answer.status_code == 413

    def test_it_takes_posts_only(self, media):
        assert media.client.get("/hooks/livekit").status_code == 405


class TestReconciling:
    def one(self, connection, identity=None, stay="PA_1"):
        return Participant(identity or str(connection), connection, stay, timezone.now())

    def test_whoever_has_no_place_is_to_go(self):
        here, gone = uuid4(), uuid4()
        found = difference([here], [self.one(here), self.one(gone), self.one(None, "somebody")])
        assert found.out == {str(gone), "somebody"}
        assert set(found.present) == {here}

    def note(self, media, *stays, since=None, asked_at=None):
        began = since or timezone.now() - timedelta(minutes=1)
        present = {media.connection: dict.fromkeys(stays, began)} if stays else {}
        actions.note_present(media.session, present, asked_at=asked_at or timezone.now())

    def open_stays(self):
        return set(Presence.objects.filter(until=None).values_list("stay", flat=True))

    def test_who_is_there_is_noted_and_who_is_not_is_closed(self, media):
        self.note(media, "PA_1")
        self.note(media, "PA_1")
        assert self.open_stays() == {"PA_1"}
        self.note(media, "PA_2")
        assert self.open_stays() == {"PA_2"}
        self.note(media)
        assert self.open_stays() == set()
        assert len(audited("session.join")) == len(audited("session.part")) == 2

    def test_whoever_came_after_the_server_was_asked_is_left_alone(self, media):
        asked_at = timezone.now() - timedelta(seconds=2)
        media.told("participant_joined")
        self.note(media, asked_at=asked_at)
        assert self.open_stays() == {"PA_1"}

    def test_whoever_is_there_after_all_is_there_again(self, media):
        media.told("participant_joined", at=timezone.now() - timedelta(minutes=1))
        self.note(media)
        self.note(media, "PA_1")
        assert self.open_stays() == {"PA_1"}


class TestForgottenSessions:
    def test_two_closed_laptops_end_after_a_while(self, dana, sam, together):
        later = sam.session.ends_at + timedelta(minutes=45)
        with time_machine.travel(later):
            assert actions.end_stale() == 1
            sam.session.refresh_from_db()
            assert (sam.session.state, sam.session.how_ended) == ("ended", "ended")
            assert actions.end_stale() == 0

    def test_a_session_that_runs_over_is_left_alone(self, dana, sam, together):
        _, his = together
        later = sam.session.ends_at + timedelta(minutes=45)
        sam.session.connections.filter(id=his).update(last_seen_at=later)
        with time_machine.travel(later):
            assert actions.end_stale() == 0

    def test_so_is_one_in_which_the_media_server_sees_somebody(self, media, dana, sam):
        present = {media.connection: {"PA_1": timezone.now()}}
        actions.note_present(sam.session, present, asked_at=timezone.now())
        with time_machine.travel(sam.session.ends_at + timedelta(minutes=45)):
            assert actions.end_stale() == 0
