"""The calculations: contacts, names, scopes, lifetimes, codes, browsers."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.people import devices, lasting, limits, names, recovery, scope, totp
from freehold.people.contact import NotAPhone, normalise_email, normalise_phone, phone_as_read
from freehold.people.lasting import Standing, standing
from freehold.people.tokens import fresh_token, token_hash


class TestEmail:
    @given(st.emails())
    def test_normalising_twice_is_normalising_once(self, email):
        assert normalise_email(normalise_email(email)) == normalise_email(email)

    @given(st.emails())
    def test_case_and_spaces_around_do_not_matter(self, email):
        assert normalise_email(f"  {email.upper()}\n") == normalise_email(email.upper().lower())

    def test_one_letter_written_two_ways_is_one_letter(self):
        assert normalise_email("jose\u0301@mail.example") == normalise_email("jos\u00e9@mail.example")


class TestPhone:
    @pytest.mark.parametrize("text", ["(503) 555-0142", "503.555.0142", "+1 503 555 0142", "1-503-555-0142"])
    def test_one_number_however_written(self, text):
        assert normalise_phone(text, "US") == "+15035550142"

    def test_another_country_keeps_its_prefix(self):
        assert normalise_phone("+44 20 7946 0018", "US") == "+442079460018"
        assert phone_as_read("+442079460018", "US") == "+44 20 7946 0018"
        assert phone_as_read("+15035550142", "US") == "(503) 555-0142"

    @pytest.mark.parametrize("text", ["", "12", "call me", "+999999999999999999"])
    def test_what_one_cannot_call_is_refused(self, text):
        with pytest.raises(NotAPhone):
            normalise_phone(text, "US")

    @given(st.text(max_size=30))
    def test_any_text_is_a_number_or_refused(self, text):
        try:
            normal = normalise_phone(text, "US")
        except NotAPhone:
            return
        assert normalise_phone(normal, "US") == normal


class TestName:
    @pytest.mark.parametrize(
        ("name", "called", "letters"),
        [
            ("Sam Brennan", "Sam", "SB"),
            ("Dr. Chidi Okafor", "Chidi", "CO"),
            ("Mary Jane van der Berg", "Mary", "MB"),
            ("Cher", "Cher", "C"),
            ("Dr.", "Dr.", "D"),
            ("", "", ""),
        ],
    )
    def test_what_to_call_them(self, name, called, letters):
        assert (names.first_name(name), names.initials(name)) == (called, letters)

    @given(st.text(max_size=40))
    def test_any_name_has_at_most_two_words_of_initials(self, name):
        names.first_name(name)
        assert bool(names.initials(name)) == bool(name.split())


class TestScope:
    @given(st.uuids(), st.uuids())
    def test_it_reaches_its_own_session_only(self, own, other):
        mine = scope.for_session(own)
        assert scope.reaches(mine, f"/sessions/{own}")
        assert scope.reaches(mine, f"/sessions/{own}/admit")
        assert scope.reaches(mine, f"/rtc/{own}/rtc/v1")
        if own != other:
            assert not scope.reaches(mine, f"/sessions/{other}")

    @pytest.mark.parametrize("path", ["/", "/account", "/patients", "/livestock", "/sign-outs", "/help-nowx"])
    def test_and_no_page_beside_it(self, path):
        assert not scope.reaches(scope.for_session(uuid4()), path)

    def test_a_longer_id_that_begins_alike_is_another(self):
        own = UUID("11111111-1111-1111-1111-111111111111")
        assert not scope.reaches(scope.for_session(own), f"/sessions/{own}0")

    def test_no_scope_reaches_everything(self):
        assert scope.reaches("", "/patients")

    def test_an_unknown_scope_is_an_error_and_not_everything(self):
        with pytest.raises(ValueError):
            scope.reaches("everything", "/patients")


NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


class TestStanding:
    @given(
        idle=st.timedeltas(timedelta(0), timedelta(days=2)),
        left=st.timedeltas(timedelta(days=-2), timedelta(hours=12)),
        is_revoked=st.booleans(),
        is_staff=st.booleans(),
        has_run_out=st.booleans(),
        is_locked=st.booleans(),
    )
    def test_valid_means_all_of_them(self, idle, left, is_revoked, is_staff, has_run_out, is_locked):
        found = standing(
            now=NOW,
            last_active_at=NOW - idle,
            expires_at=NOW + left,
            is_revoked=is_revoked,
            is_staff=is_staff,
            has_run_out=has_run_out,
            is_locked=is_locked,
        )
        most = lasting.STAFF_IDLE if is_staff else lasting.OTHERS_IDLE
        noticed = is_revoked or has_run_out or is_locked
        assert (found is Standing.VALID) == (not noticed and left > timedelta(0) and idle < most)

    def test_staff_have_fifteen_minutes_and_all_have_twelve_hours(self):
        assert timedelta(minutes=15) == lasting.STAFF_IDLE
        assert timedelta(hours=12) == lasting.ABSOLUTE

    def test_the_page_warns_by_the_same_clock(self, settings):
        assert lasting.STAFF_IDLE.total_seconds() == settings.IDLE_SECONDS


class TestRecoveryCode:
    def test_ten_different_ones_each_in_its_place(self):
        codes = recovery.fresh_codes()
        assert len(set(codes)) == 10
        assert [recovery.place_of(recovery.as_written(code)) for code in codes] == list(range(10))

    def test_it_may_be_typed_as_it_is_read(self):
        code = recovery.fresh_codes()[0]
        typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert recovery.as_written(typed) == recovery.as_written(code)

    @given(st.text(max_size=20))
    def test_any_text_has_a_place_or_none(self, text):
        place = recovery.place_of(recovery.as_written(text))
        assert place is None or 0 <= place <= 9


class TestTotp:
    def test_rfc_6238_vector(self):
        # RFC 6238 appendix B, SHA-1, 59 s: 94287082; six digits are its last six.
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        assert totp.step_of("287082", secret, seconds=59) == 1

    @given(st.integers(0, 2**40), st.integers(-3, 3))
    def test_one_step_either_side_is_right_and_two_are_not(self, seconds, offset):
        from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

        step = seconds // 30 + offset
        if step < 0 or seconds < 60:
            return
        secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        near = {format_hotp_value(hotp_value(secret, seconds // 30 + other)) for other in (-1, 0, 1)}
        code = format_hotp_value(hotp_value(secret, step))
        assert (totp.step_of(code, secret, seconds=seconds) is not None) == (code in near)


class TestToken:
    def test_it_has_256_bits_and_a_hash_of_its_own(self):
        first, second = fresh_token(), fresh_token()
        assert len(first) == 43
        assert len({first, second, token_hash(first), token_hash(second)}) == 4


class TestDevice:
    @pytest.mark.parametrize(
        ("agent", "browser", "system"),
        [
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19 Safari/604",
                "Safari",
                "iPhone",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) Chrome/140 Safari/537 Edg/140", "Edge", "Windows"),
            ("Mozilla/5.0 (Linux; Android 16) Chrome/140 Mobile Safari/537", "Chrome", "Android"),
            ("Mozilla/5.0 (Macintosh) Gecko Firefox/145.0", "Firefox", "Mac"),
            ("curl/8", "", ""),
            ("", "", ""),
        ],
    )
    def test_it_is_called_as_people_call_it(self, agent, browser, system):
        assert (devices.browser_of(agent), devices.system_of(agent)) == (browser, system)


@pytest.mark.django_db
class TestLimit:
    def test_two_processes_count_together(self):
        limit = limits.Limit("test", 3, timedelta(minutes=1))
        for _ in range(3):
            limits.Limit("test", 3, timedelta(minutes=1)).take("somebody")
        with pytest.raises(limits.TooOften):
            limit.take("somebody")
        limit.take("somebody else")

    def test_what_is_given_back_can_be_taken_again(self):
        limit = limits.Limit("test", 1, timedelta(minutes=1))
        limit.take("somebody").give_back()
        limit.take("somebody")
