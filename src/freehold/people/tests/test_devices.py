"""A person sees where they are signed in, and ends what they do not know."""

from datetime import timedelta

import pytest

from freehold.audit.models import AuditEvent
from freehold.live.models import Event
from freehold.people import actions, sessions
from freehold.people.models import SignIn
from freehold.people.signals import signed_out
from freehold.people.tests.signing_in import age, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ended():
    heard = []

    def hear(sender, sign_in_id, **_):
        heard.append(sign_in_id)

    signed_out.connect(hear)
    yield heard
    signed_out.disconnect(hear)


class TestList:
    def test_it_says_what_where_and_which_one_this_is(self, cast):
        here, _there = client_of(cast.sam), client_of(cast.sam)
        page = here.get("/account/devices").content.decode()
        assert page.count("Firefox") == 2
        assert page.count("127.0.0.1") == 2
        assert page.count("This device") == 1

    def test_anothers_and_ended_ones_are_not_in_it(self, cast):
        client = client_of(cast.sam)
        client_of(cast.ana)
        age(client_of(cast.sam), expires_at=timedelta(seconds=1))
        actions.end_sign_in(client_of(cast.sam).sign_in, by=cast.sam, why="revoked")
        assert client.get("/account/devices").content.decode().count("Firefox") == 1

    def test_browser_and_address_lie_encrypted(self, cast):
        from django.db import connection

        client_of(cast.sam)
        with connection.cursor() as cursor:
            cursor.execute("SELECT device, address FROM people_signin")
            stored = b"".join(bytes(value) for row in cursor.fetchall() for value in row)
        assert b"Firefox" not in stored
        assert b"127.0.0.1" not in stored


class TestRevoke:
    def test_the_other_device_is_out_at_once(self, cast, ended):
        here, there = client_of(cast.sam), client_of(cast.sam)
        assert here.post(f"/account/devices/{there.sign_in.id}/revoke")["Location"] == "/account/devices"
        assert there.get("/account").status_code == 302
        assert here.get("/account").status_code == 200
        assert ended == [str(there.sign_in.id)]

    def test_its_event_streams_end(self, cast):
        here, there = client_of(cast.sam), client_of(cast.sam)
        before = Event.objects.count()
        here.post(f"/account/devices/{there.sign_in.id}/revoke")
        assert sessions.still_valid([str(there.sign_in.id), str(here.sign_in.id)]) == {str(here.sign_in.id)}
        assert Event.objects.count() == before + 1

    def test_ones_own_signs_out(self, cast):
        client = client_of(cast.sam)
        assert client.post(f"/account/devices/{client.sign_in.id}/revoke")["Location"] == "/sign-in"
        assert client.get("/account").status_code == 302

    def test_anothers_is_not_there(self, cast, ended):
        other = client_of(cast.ana)
        assert client_of(cast.sam).post(f"/account/devices/{other.sign_in.id}/revoke").status_code == 404
        assert other.get("/account").status_code == 200
        assert ended == []

    def test_it_is_recorded(self, cast):
        here, there = client_of(cast.sam), client_of(cast.sam)
        here.post(f"/account/devices/{there.sign_in.id}/revoke")
        assert AuditEvent.objects.filter(event="sign_in.end", why="revoked").count() == 1


class TestPassword:
    def test_changing_it_signs_the_others_out_and_keeps_this_one(self, cast, ended):
        here, there = client_of(cast.sam, how="password"), client_of(cast.sam, how="password")
        answer = here.post("/account/password", {"password": "an entirely new password"})
        assert answer["Location"] == "/account"
        assert here.get("/account").status_code == 200
        assert there.get("/account").status_code == 302
        assert ended == [str(there.sign_in.id)]
        cast.sam.refresh_from_db()
        assert cast.sam.check_password("an entirely new password")


class TestStoredSession:
    def test_the_database_does_not_hold_the_cookie(self, cast):
        from django.db import connection

        client = client_of(cast.sam)
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_key, session_data FROM people_storedsession")
            stored = str(cursor.fetchall())
        assert client.session.session_key not in stored
        assert str(client.sign_in.id) not in stored

    def test_what_stands_in_the_database_opens_nothing_as_a_cookie(self, cast, client, settings):
        from freehold.people.models import StoredSession

        client_of(cast.sam)
        client.cookies[settings.SESSION_COOKIE_NAME] = StoredSession.objects.get().session_key
        assert client.get("/account").status_code == 302

    def test_expired_ones_are_forgotten(self, cast):
        from django.utils import timezone

        from freehold.people.models import StoredSession

        for person in (cast.sam, cast.ana):
            client_of(person)
        one = StoredSession.objects.first()
        StoredSession.objects.filter(pk=one.pk).update(expire_date=timezone.now() - timedelta(seconds=1))
        actions.forget_expired(timezone.now())
        assert StoredSession.objects.count() == 1
        assert SignIn.objects.count() == 2
