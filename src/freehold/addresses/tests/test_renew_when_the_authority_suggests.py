"""The authority suggests when to renew (ARI, RFC 9773): sooner than planned is heeded, later is not."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses import renewal_hint
from freehold.addresses.renewal import renew_from
from freehold.addresses.renewal_hint import Hint, Window, ask_after, certificate_id, is_to_be_asked, window_of
from freehold.addresses.renewing import Outcome
from freehold.certificates import Certificate

from . import pebble
from .test_certificates_from_an_authority import as_it_was, authority, issued, served, story

__all__ = ["as_it_was", "authority", "issued", "served", "story"]

NEEDS_PEBBLE = pytest.mark.skipif(bool(pebble.why_not()), reason=f"NOT PROVEN HERE: {pebble.why_not()}")
BEGINS = datetime(2026, 11, 1, tzinfo=UTC)
HELD = Certificate(frozenset({"203.0.113.7"}), BEGINS, BEGINS + timedelta(days=6))


def said(start: datetime, end: datetime, **more: str) -> str:
    return json.dumps({"suggestedWindow": {"start": start.isoformat(), "end": end.isoformat()}, **more})


class TestWhatItSays:
    def test_the_name_of_the_certificate_is_that_of_the_rfc(self):
        """RFC 9773, section 4.1: its own example."""
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = bytes.fromhex("69885B6B87464041E1B37B847BA0AE2CDE01C8D4")
        made = (
            x509.CertificateBuilder(x509.Name([]), x509.Name([]), key.public_key(), 0x87654321)
            .not_valid_before(BEGINS)
            .not_valid_after(HELD.not_after)
            .add_extension(x509.AuthorityKeyIdentifier(issuer, None, None), critical=False)
            .sign(key, SHA256())
        )
        assert certificate_id(made) == "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"

    def test_one_that_names_no_issuer_is_not_asked_about(self):
        key = ec.generate_private_key(ec.SECP256R1())
        made = (
            x509.CertificateBuilder(x509.Name([]), x509.Name([]), key.public_key(), 1)
            .not_valid_before(BEGINS)
            .not_valid_after(HELD.not_after)
            .sign(key, SHA256())
        )
        with pytest.raises(ValueError, match="issuer"):
            certificate_id(made)

    @pytest.mark.parametrize(
        "answer",
        [
            None,
            [],
            "soon",
            {},
            {"suggestedWindow": None},
            {"suggestedWindow": {"start": "soon", "end": "later"}},
            {"suggestedWindow": {"start": "2026-11-02T00:00:00Z"}},
            {"suggestedWindow": {"start": "2026-11-02T00:00:00", "end": "2026-11-03T00:00:00"}},
            {"suggestedWindow": {"start": "2026-11-02T00:00:00Z", "end": "2026-11-02T00:00:00Z"}},
            {"suggestedWindow": {"start": "2026-11-03T00:00:00Z", "end": "2026-11-02T00:00:00Z"}},
        ],
    )
    def test_what_is_no_window_is_passed_over(self, answer):
        assert window_of(answer) is None

    def test_a_reason_is_kept_where_it_can_be_read(self):
        heard = json.loads(said(BEGINS, HELD.not_after, explanationURL="https://acme.example/why"))
        assert window_of(heard) == Window(BEGINS, HELD.not_after, "https://acme.example/why")
        heard["explanationURL"] = "javascript:alert(1)"
        assert window_of(heard) == Window(BEGINS, HELD.not_after)


class TestWhen:
    @given(st.floats(0, 1), st.integers(-100, 300), st.integers(1, 300))
    def test_never_later_than_without_it_and_within_it_where_that_is_sooner(self, chance, start, lasting):
        window = Window(BEGINS + timedelta(hours=start), BEGINS + timedelta(hours=start + lasting))
        moment, usual = renew_from(HELD, chance, window), renew_from(HELD, chance)
        assert moment <= usual
        assert moment == usual or window.start <= moment <= window.end

    @pytest.mark.parametrize(
        ("wanted", "waits"),
        [
            (None, timedelta(hours=6)),
            (timedelta(0), timedelta(minutes=10)),
            (timedelta(hours=2), timedelta(hours=2)),
            (timedelta(days=400), timedelta(days=1)),
        ],
    )
    def test_it_is_asked_again_within_reason(self, wanted, waits):
        assert ask_after(BEGINS, wanted) == BEGINS + waits

    def test_at_once_about_another_certificate_and_after_the_clock_was_set_back(self):
        hint = Hint("one", BEGINS + timedelta(hours=6))
        assert not is_to_be_asked(hint, "one", BEGINS)
        assert is_to_be_asked(hint, "two", BEGINS)
        assert is_to_be_asked(hint, "one", BEGINS - timedelta(days=30))

    @pytest.mark.parametrize("text", ["", "[]", "{}", '{"of": 1, "ask_after": "soon", "window": null}'])
    def test_a_damaged_note_is_none(self, tmp_path, text):
        (tmp_path / renewal_hint.NAME).write_text(text)
        assert renewal_hint.read(tmp_path) is None

    def test_what_is_written_is_read(self, tmp_path):
        hint = Hint("one", BEGINS, Window(BEGINS, HELD.not_after, "https://acme.example/why"))
        renewal_hint.write(tmp_path, hint)
        assert renewal_hint.read(tmp_path) == hint


@NEEDS_PEBBLE
class TestAnAuthorityThatSuggests:
    @pytest.fixture
    def later(self, served):
        """Some hours after the certificate was issued: it is time to ask."""
        served.now += timedelta(hours=7)
        return served

    def test_before_it_revokes_a_certificate_the_practice_has_another(self, later, authority):
        past = later.now - timedelta(days=2)
        authority.suggested = (200, said(past, past + timedelta(hours=1)), {"Retry-After": "3600"})
        before = later.managed.file.read_bytes()
        assert later.renew().outcome is Outcome.RENEWED
        assert later.managed.file.read_bytes() != before
        (asked,) = authority.wondered
        assert asked == certificate_id(x509.load_pem_x509_certificates(before)[0])

    def test_the_new_one_is_left_in_peace_even_if_the_authority_errs(self, later, authority):
        past = later.now - timedelta(days=2)
        authority.suggested = (200, said(past, past + timedelta(hours=1)), {})
        assert later.renew().outcome is Outcome.RENEWED
        later.now += timedelta(minutes=10)
        assert later.renew().outcome is Outcome.CURRENT

    def test_a_moment_to_come_is_waited_for(self, later, authority):
        soon = later.now + timedelta(hours=3)
        authority.suggested = (200, said(soon, soon + timedelta(hours=1)), {"Retry-After": "86400"})
        assert later.renew(chance=1.0).outcome is Outcome.CURRENT
        assert renewal_hint.heard_of(later.managed.file, later.given.data).start == soon
        later.now += timedelta(hours=3, minutes=59)
        assert later.renew(chance=1.0).outcome is Outcome.CURRENT
        later.now += timedelta(minutes=2)
        assert later.renew(chance=1.0).outcome is Outcome.RENEWED
        assert len(authority.wondered) == 1

    def test_one_that_would_have_us_wait_for_the_last_day_is_not_followed(self, later, authority):
        held = later.renew(ask=False).certificate
        authority.suggested = (200, said(held.not_after - timedelta(hours=2), held.not_after), {})
        assert later.renew().outcome is Outcome.CURRENT
        later.now = held.not_after - held.life / 3
        assert later.renew().outcome is Outcome.RENEWED

    @pytest.mark.parametrize(
        "answer",
        [
            (500, "{}", {}),
            (404, "{}", {}),
            (200, "<html>", {}),
            (200, "[]", {}),
            (200, "{}", {"Retry-After": "soon"}),
        ],
    )
    def test_nonsense_alarms_nobody_and_changes_nothing(self, later, authority, answer):
        authority.suggested = answer
        done = later.renew()
        assert (done.outcome, done.state.failures) == (Outcome.CURRENT, 0)
        assert later.renew().outcome is Outcome.CURRENT
        assert len(authority.wondered) == 1

    def test_a_start_does_not_wait_for_it_but_heeds_what_was_heard(self, later, authority):
        past = later.now - timedelta(days=2)
        authority.suggested = (200, said(past, past + timedelta(hours=1)), {})
        assert later.renew(ask=False).outcome is Outcome.CURRENT
        assert authority.wondered == []
        heard = Hint(renewal_hint.mark(later.managed.file.read_bytes()), later.now, Window(past, later.now))
        renewal_hint.write(later.given.data, heard)
        assert later.renew(ask=False).outcome is Outcome.RENEWED
