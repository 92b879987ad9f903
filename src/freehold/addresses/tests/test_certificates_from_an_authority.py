"""A certificate from an authority: issued, renewed, refused; the old one stays until the new one is good."""

import json
import shutil
import socket
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from freehold.addresses import certificate_state
from freehold.addresses.certificate_state import held, standing
from freehold.addresses.managed import managed
from freehold.addresses.renewal import Standing
from freehold.addresses.renewing import Outcome, renew
from freehold.config.options import Options

from . import pebble
from .pebble import Pebble, running

pytestmark = pytest.mark.skipif(bool(pebble.why_not()), reason=f"NOT PROVEN HERE: {pebble.why_not()}")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    with running(tmp_path_factory.mktemp("pebble")) as made:
        yield made


@pytest.fixture(autouse=True)
def as_it_was(request):
    if "authority" in request.fixturenames:
        made: Pebble = request.getfixturevalue("authority")
        made.answer, made.profiles = None, {"shortlived": "Six days."}
        made.suggested, made.wondered = None, []


def practice(folder: Path, authority: Pebble, **given: object) -> Options:
    folder.mkdir(exist_ok=True)
    return Options(
        data=folder,
        address="127.0.0.1",
        acme_directory=authority.directory,
        acme_ca=authority.roots,
        http_port=authority.questions_at,
        **given,
    )


class Story:
    def __init__(self, given: Options) -> None:
        self.given = given
        self.managed = managed(given)
        self.ahead = timedelta()

    @property
    def now(self) -> datetime:
        """The real time, put forward or back."""
        return datetime.now(UTC) + self.ahead

    @now.setter
    def now(self, moment: datetime) -> None:
        self.ahead = moment - datetime.now(UTC)

    def renew(self, **how):
        places = [("127.0.0.1", self.given.http_port)]
        return renew(self.managed, places, **{"clock": lambda: self.now, "chance": 0.0} | how)

    def standing(self):
        return standing(self.managed, self.now)[0]


@pytest.fixture
def story(tmp_path, authority) -> Story:
    return Story(practice(tmp_path / "data", authority))


class TestIssue:
    def test_for_the_bare_address(self, story):
        done = story.renew()
        assert done.outcome is Outcome.RENEWED, done.state.problem
        assert done.certificate.names == {"127.0.0.1"}
        assert done.certificate.life <= timedelta(days=7)
        assert story.standing() is Standing.WELL
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(story.managed.file)

    def test_only_we_can_read_key_and_account(self, story):
        story.renew()
        for path in story.managed.keys.iterdir():
            assert path.stat().st_mode & 0o777 == 0o600
        assert {path.name[:5] for path in story.managed.keys.iterdir()} == {"acme-", "certi"}

    def test_for_names_without_a_profile(self, tmp_path, authority):
        authority.profiles = {}
        story = Story(practice(tmp_path / "data", authority, names=["room.example.org", "www.example.org"]))
        done = story.renew()
        assert done.outcome is Outcome.RENEWED, done.state.problem
        assert done.certificate.names == {"room.example.org", "www.example.org"}

    def test_for_the_address_of_turn_as_well(self, tmp_path, authority):
        given = practice(tmp_path / "data", authority, turn_address="127.0.0.2", names=["room.example.org"])
        story = Story(given)
        done = renew(
            story.managed,
            [("127.0.0.1", authority.questions_at), ("127.0.0.2", authority.questions_at)],
            clock=lambda: story.now,
            chance=0.0,
        )
        assert done.outcome is Outcome.RENEWED, done.state.problem
        assert done.certificate.names == {"room.example.org", "127.0.0.2"}

    def test_the_account_is_kept(self, story):
        story.renew()
        account = next(story.managed.keys.glob("acme-account-*"))
        before = account.read_bytes()
        assert story.renew(force=True).outcome is Outcome.RENEWED
        assert account.read_bytes() == before


class TestAnAuthorityThatRefusesNonces:
    def test_it_is_asked_again(self, tmp_path):
        """Every third is refused, whatever it was (RFC 8555, section 6.5: the client tries again)."""
        with running(tmp_path / "pebble", refused_nonces=33) as fussy:
            for number in range(3):
                story = Story(practice(tmp_path / f"data-{number}", fussy))
                done = story.renew()
                assert done.outcome is Outcome.RENEWED, done.state.problem


class TestRenew:
    def test_not_before_its_time(self, story):
        first = story.renew().certificate
        story.now = first.not_after - first.life / 3 - timedelta(seconds=1)
        again = story.renew()
        assert again.outcome is Outcome.CURRENT
        assert again.certificate == first

    def test_with_a_third_of_its_life_left(self, story):
        """The clock of this story is ahead of pebble's, so what pebble issues began days ago for it."""
        first = story.renew().certificate
        before = story.managed.file.read_bytes()
        story.now = first.not_after - first.life / 3
        again = story.renew()
        assert again.outcome is Outcome.RENEWED
        assert story.managed.file.read_bytes() != before

    def test_at_once_when_it_is_not_for_a_name_that_was_added(self, story, authority):
        story.renew()
        added = Story(practice(story.given.data, authority, names=["room.example.org"]))
        done = added.renew()
        assert done.outcome is Outcome.RENEWED
        assert done.outcome is Outcome.RENEWED, done.state.problem
        assert done.certificate.names == {"room.example.org"}

    @pytest.mark.parametrize(
        "damage",
        [
            lambda pem: "not a certificate",
            lambda pem: "".join(pem.partition("-----END CERTIFICATE-----\n")[:2]),
        ],
    )
    def test_a_damaged_file_is_replaced(self, served, damage):
        """The second is whole, but what leads from it to a root is gone."""
        served.managed.file.write_text(damage(served.managed.file.read_text()))
        assert served.renew().outcome is Outcome.RENEWED


def fails(story: Story, *words: str) -> None:
    """A try fails, says so in these words, alarms, and leaves the old certificate."""
    before = story.managed.file.read_bytes() if story.managed.file.exists() else None
    failures = certificate_state.read(story.given.data).failures
    done = story.renew(force=True)
    assert done.outcome is Outcome.FAILED
    for word in words:
        assert word in done.state.problem
    assert certificate_state.read(story.given.data) == done.state
    assert done.state.failures == failures + 1
    if before is None:
        assert not story.managed.file.exists()
        assert story.standing() is Standing.MISSING
    else:
        assert story.managed.file.read_bytes() == before
        assert story.standing() is Standing.FAILING


@pytest.fixture(scope="module")
def issued(tmp_path_factory, authority) -> Path:
    """Data of a practice that has its first certificate; nobody writes to it."""
    story = Story(practice(tmp_path_factory.mktemp("issued") / "data", authority))
    assert story.renew().outcome is Outcome.RENEWED
    return story.given.data


@pytest.fixture
def served(story, issued) -> Story:
    """A practice that has its first certificate."""
    shutil.copytree(issued, story.given.data, dirs_exist_ok=True)
    return story


@pytest.fixture(params=["the first", "a later one"])
def tried(request, story) -> Story:
    """A practice before its first certificate, and one that has one."""
    return request.getfixturevalue("served") if request.param == "a later one" else story


class TestFailing:
    def test_an_authority_that_does_not_list_the_profile(self, tried, authority):
        authority.profiles = {"classic": "Ninety days."}
        fails(tried, "does not offer", "'shortlived'", "classic", "127.0.0.1")

    def test_an_authority_that_lists_no_profiles_at_all(self, tried, authority):
        authority.profiles = {}
        fails(tried, "does not offer", "it lists: none")

    def test_an_authority_that_is_down(self, tried):
        authority = replace(tried.managed.authority, directory=f"https://127.0.0.1:{pebble.free_port()}/dir")
        tried.managed = replace(tried.managed, authority=authority)
        fails(tried, "could not be reached")

    @pytest.mark.parametrize(
        "written", ["htps://acme.example/dir", "acme.example/dir", "http://127.0.0.1/dir"]
    )
    def test_an_address_that_is_mistyped_or_not_safe(self, tried, written):
        tried.managed = replace(tried.managed, authority=replace(tried.managed.authority, directory=written))
        fails(tried, f"acme_directory: {written}", "begins with https://")

    @pytest.mark.parametrize("text", ["<html>Welcome to our web site", "[]", '"x"', '{"meta": {}}', ""])
    def test_something_that_is_no_authority(self, tried, authority, text):
        authority.answer = text
        fails(tried, "not", "as an ACME")

    def test_an_authority_that_wants_an_account_made_elsewhere(self, tried, authority):
        listed = dict.fromkeys(("newNonce", "newAccount", "newOrder"), "https://x")
        authority.answer = json.dumps({**listed, "meta": {"externalAccountRequired": True}})
        fails(tried, "made on its web site")

    def test_an_authority_nobody_trusts(self, tried):
        authority = replace(tried.managed.authority, roots=None)
        tried.managed = replace(tried.managed, authority=authority)
        fails(tried, "not trusted")

    def test_a_place_that_somebody_else_listens_on(self, tried):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", tried.given.http_port))
            other.listen()
            fails(tried, "could not be answered", str(tried.given.http_port))

    def test_questions_that_arrive_elsewhere(self, tried):
        tried.given = tried.given.model_copy(update={"http_port": pebble.free_port()})
        fails(tried, "could not see that 127.0.0.1 is yours")

    def test_a_name_that_the_authority_refuses(self, tried, authority):
        tried.managed = replace(tried.managed, hosts=("*.example.org",))
        fails(tried, "authority")

    def test_an_account_key_that_others_can_read(self, served):
        next(served.managed.keys.glob("acme-account-*")).chmod(0o640)
        fails(served, "can be read by other accounts", "chmod 600")

    def test_a_broken_account_key(self, served):
        next(served.managed.keys.glob("acme-account-*")).write_text("{")
        fails(served, "is broken")

    def test_a_certificate_from_the_future(self, tried):
        tried.now -= timedelta(days=3)
        fails(tried, "clock")

    def test_a_success_ends_the_alarm(self, served, authority):
        authority.profiles = {}
        fails(served, "does not offer")
        authority.profiles = {"shortlived": "Six days."}
        assert served.renew(force=True).outcome is Outcome.RENEWED
        assert served.standing() is Standing.WELL
        assert certificate_state.read(served.given.data).problem == ""

    def test_it_does_not_ask_again_and_again(self, story, authority):
        authority.profiles = {}
        assert story.renew().outcome is Outcome.FAILED
        story.now += timedelta(minutes=9)
        assert story.renew().outcome is Outcome.WAITING
        story.now += timedelta(minutes=1)
        assert story.renew().outcome is Outcome.FAILED
        story.now += timedelta(minutes=19)
        assert story.renew().outcome is Outcome.WAITING


class TestASettingThatWasPutRight:
    def test_it_is_tried_at_once(self, story, authority):
        wrong = replace(story.managed.authority, directory=f"https://127.0.0.1:{pebble.free_port()}/dir")
        right, story.managed = story.managed, replace(story.managed, authority=wrong)
        for _ in range(2):
            assert story.renew(force=True).outcome is Outcome.FAILED
        assert story.renew().outcome is Outcome.WAITING
        story.managed = right
        done = story.renew()
        assert done.outcome is Outcome.RENEWED, done.state.problem

    def test_one_that_is_changed_for_another_wrong_one_waits_from_then_on(self, story, authority):
        authority.profiles = {"classic": "Ninety days."}
        assert story.renew().outcome is Outcome.FAILED
        story.managed = replace(story.managed, hosts=("127.0.0.2",))
        done = story.renew()
        assert (done.outcome, done.state.failures) == (Outcome.FAILED, 1)
        assert story.renew().outcome is Outcome.WAITING

    def test_the_worker_and_a_start_ask_for_the_same(self, story, authority):
        authority.profiles = {}
        assert story.renew().outcome is Outcome.FAILED
        assert Story(story.given).renew().outcome is Outcome.WAITING


@pytest.fixture(scope="module")
def careless(tmp_path_factory):
    with running(tmp_path_factory.mktemp("careless"), life=5 * 365 * 24 * 3600) as made:
        yield made


class TestAnAuthorityThatIgnoresTheProfile:
    """What pebble does: it was asked for six days, lists them, and gives five years."""

    def test_its_certificate_is_not_served(self, tmp_path, careless):
        story = Story(practice(tmp_path / "data", careless))
        fails(story, "is not served", "lasts 1825", "at most 7")

    def test_unless_the_owner_asked_for_no_profile(self, tmp_path, careless):
        careless.profiles = {}
        story = Story(practice(tmp_path / "data", careless, acme_profile="none"))
        assert story.renew().outcome is Outcome.RENEWED
        assert held(story.managed).life > timedelta(days=1000)

    def test_another_profile_must_be_listed_too(self, tmp_path, careless):
        careless.profiles = {"tlsserver": "Forty-five days."}
        story = Story(practice(tmp_path / "data", careless, acme_profile="tlsserver"))
        assert story.renew().outcome is Outcome.RENEWED
        other = Story(practice(tmp_path / "other", careless, acme_profile="classic"))
        fails(other, "does not offer", "'classic'", "tlsserver")
