"""`addresses plan` and `addresses certificate` as somebody types them, without a practice."""

import errno
import json
import os
import resource
import signal
import tomllib
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from typer.testing import CliRunner

from freehold.addresses import renewal_hint
from freehold.addresses.certificate_state import State
from freehold.addresses.managed import managed
from freehold.addresses.renewal import Standing
from freehold.addresses.renewal_hint import Hint, Window
from freehold.certificates import Certificate
from freehold.cli import issuing
from freehold.cli.application import application
from freehold.cli.doctor import finding, tls
from freehold.cli.failure import Stop
from freehold.config.options import Options, options

BEGINS = datetime(2026, 11, 20, tzinfo=UTC)


@pytest.fixture
def freehold(tmp_path, monkeypatch):
    """Runs a command in a data folder of its own; (exit code, standard output, standard error)."""
    for name in ("DATA", "ADDRESS", "ACME_DIRECTORY", "ACME_PROFILE"):
        monkeypatch.setenv(f"FREEHOLD_{name}", "")
        monkeypatch.delenv(f"FREEHOLD_{name}")

    def run(*arguments: str) -> tuple[int, str, str]:
        options.cache_clear()
        done = CliRunner().invoke(
            application, ["addresses", *arguments, "--data", str(tmp_path / "data")], catch_exceptions=False
        )
        return done.exit_code, done.stdout, done.stderr

    yield run
    options.cache_clear()


class TestPlan:
    def test_for_a_machine(self, freehold):
        code, out, _ = freehold("plan", "193.0.0.8/29", "--json")
        told = json.loads(out)
        assert code == 0
        assert told["schema"] == "freehold-address-plan/1"
        assert told["roles"] == {
            "web": "193.0.0.9",
            "media": "193.0.0.10",
            "turn": "193.0.0.11",
            "mail": "193.0.0.12",
        }
        assert told["kept"] == ["193.0.0.8", "193.0.0.15"]
        livekit = json.loads(told["files"]["livekit.json"])
        assert livekit["rtc"]["node_ip"] == "193.0.0.10"
        assert (livekit["turn"]["domain"], livekit["turn"]["external_tls"]) == ("193.0.0.11", True)
        assert "bind 193.0.0.11:443 ssl" in told["files"]["haproxy.cfg"]

    def test_one_address_shares_port_443(self, freehold):
        _, out, _ = freehold("plan", "193.0.0.9", "--json")
        told = json.loads(out)
        assert told["is_single"]
        assert told["files"]["haproxy.cfg"].count(":443 ssl") == 1
        assert "use_backend turn" in told["files"]["haproxy.cfg"]

    def test_for_a_person(self, freehold):
        code, out, err = freehold("plan", "193.0.0.8/29")
        assert code == 0
        assert "193.0.0.10" in out
        assert "picture and sound" in out
        assert "– W M T" in out
        assert "SSH" in err

    def test_files(self, freehold, tmp_path):
        where = tmp_path / "plan"
        code, _, err = freehold(
            "plan", "193.0.0.8/29", "--write", str(where), "--ssh", "22", "--name", "a.example"
        )
        assert code == 0
        assert {path.name for path in where.iterdir()} == {
            *("freehold.toml", "freehold.nft", "livekit.json", "haproxy.cfg", "plan.svg")
        }
        settings = tomllib.loads((where / "freehold.toml").read_text())
        assert settings["names"] == ["a.example"]
        assert "tcp dport 22 accept" in (where / "freehold.nft").read_text()
        assert "close SSH" not in err

    def test_nothing_is_written_over(self, freehold, tmp_path):
        where = tmp_path / "plan"
        where.mkdir()
        (where / "freehold.toml").write_text("mine = true\n")
        code, _, err = freehold("plan", "193.0.0.9", "--write", str(where))
        assert code == 73
        assert "freehold.toml" in err
        assert [path.name for path in where.iterdir()] == ["freehold.toml"]

    def test_a_disk_that_fills_leaves_no_half_plan(self, freehold, tmp_path):
        """The rules are longer than the settings: a file may have so many bytes here, as on a full disk."""
        where, before = tmp_path / "plan", resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (400, before[1]))
        try:
            code, out, err = freehold("plan", "193.0.0.9", "--write", str(where))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, ignored)
        assert (code, out) == (73, "")
        assert "cannot be written to" in err
        assert list(where.iterdir()) == []

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["193.0.0.9/29"], "Did you mean 193.0.0.8/29"),
            (["2001:db8::/32"], "IPv6"),
            (["nonsense"], "no IPv4 block"),
            (["193.0.0.9", "--keep", "193.0.0.9"], "no address here"),
            (["193.0.0.9", "--keep", "router"], "--keep"),
            (["193.0.0.9", "--ssh-from", "198.51.100.7"], "needs --ssh"),
            (["193.0.0.9", "--ssh", "22", "--ssh-from", "home"], "--ssh-from"),
        ],
    )
    def test_what_cannot_be_planned(self, freehold, arguments, said):
        code, out, err = freehold("plan", *arguments)
        assert code == 2
        assert out == ""
        assert said in err

    def test_without_a_block_its_own_addresses(self, freehold, monkeypatch):
        monkeypatch.setenv("FREEHOLD_ADDRESS", "193.0.0.9")
        _, out, _ = freehold("plan", "--json")
        assert json.loads(out)["roles"]["web"] == "193.0.0.9"


class TestCertificate:
    def test_without_an_authority(self, freehold):
        code, _, err = freehold("certificate")
        assert code == 2
        assert "acme_directory" in err

    def test_no_public_authority_for_this_machine_s_own_address(self, freehold):
        code, _, err = freehold("certificate", "--once", "--directory", "https://acme.example/dir")
        assert code == 2
        assert "No public authority issues for 127.0.0.1" in err

    def test_none_yet(self, freehold, monkeypatch):
        monkeypatch.setenv("FREEHOLD_ADDRESS", "193.0.0.9")
        code, out, _ = freehold("certificate", "--json", "--directory", "https://acme.example/dir")
        told = json.loads(out)
        assert code == 1
        assert (told["standing"], told["hosts"], told["profile"]) == ("missing", ["193.0.0.9"], "shortlived")

    def test_what_the_authority_suggests_is_told(self, freehold, monkeypatch, tmp_path):
        monkeypatch.setenv("FREEHOLD_ADDRESS", "193.0.0.9")
        pem = b"any certificate"
        data = tmp_path / "data"
        (data / "keys").mkdir(parents=True, mode=0o700)
        (data / "keys" / "certificate.pem").write_bytes(pem)
        window = Window(BEGINS, BEGINS + timedelta(hours=2), "https://acme.example/why")
        renewal_hint.write(data, Hint(renewal_hint.mark(pem), BEGINS, window))
        given = ("--directory", "https://acme.example/dir")
        told = json.loads(freehold("certificate", "--json", *given)[1])
        assert told["suggested"] == {
            "from": BEGINS.isoformat(),
            "to": (BEGINS + timedelta(hours=2)).isoformat(),
            "why": "https://acme.example/why",
        }
        assert "https://acme.example/why" in freehold("certificate", *given)[1]

    def test_an_address_that_is_not_this_machine_s(self, freehold, monkeypatch):
        monkeypatch.setenv("FREEHOLD_ADDRESS", "193.0.0.9")
        code, _, err = freehold("certificate", "--once", "--directory", "https://acme.example/dir")
        assert code == 73
        assert "not an address of this machine" in err


class TestDoctor:
    @pytest.mark.parametrize(
        ("standing", "state"),
        [
            (Standing.WELL, finding.State.OK),
            (Standing.FAILING, finding.State.WARN),
            (Standing.PRESSING, finding.State.BAD),
            (Standing.ENDED, finding.State.BAD),
            (Standing.MISSING, finding.State.BAD),
        ],
    )
    def test_how_bad_it_is(self, standing, state):
        held = Certificate(frozenset({"193.0.0.9"}), BEGINS, BEGINS + timedelta(days=6))
        failed = State(failures=0 if standing is Standing.WELL else 2, problem="It was down.")
        said = tls.issued(standing, None if standing is Standing.MISSING else held, failed)
        assert said.state is state
        if state is not finding.State.OK:
            assert "It was down." in said.says
            assert "certificate --once --force" in said.mend


class TestWhyThereIsNone:
    GIVEN = Options(
        data=Path("/srv/my practice"),
        address=IPv4Address("193.0.0.9"),
        acme_directory="https://acme.example/dir",
    )

    def test_what_to_type_is_for_this_installation(self):
        wanted = managed(self.GIVEN)
        assert wanted
        said = issuing.why(wanted, "It could not be reached.", is_waiting=False)
        assert "--once --force --data '/srv/my practice'" in said
        assert "earlier" not in said

    def test_a_full_disk_is_said_and_not_thrown(self, tmp_path, monkeypatch):
        def full(*_: object) -> None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        monkeypatch.setattr("freehold.addresses.certificate_state.write", full)
        wanted = managed(self.GIVEN.model_copy(update={"data": tmp_path, "acme_ca": tmp_path / "no-roots"}))
        assert wanted
        with pytest.raises(Stop, match="No space left"):
            issuing.renewed(wanted, [])

    def test_an_earlier_try_is_not_told_as_if_it_were_this_one(self):
        wanted = managed(self.GIVEN)
        assert wanted
        said = issuing.why(wanted, "https://acme.exmaple could not be reached.", is_waiting=True)
        assert "not asked again yet. What an earlier try met:\n    https://acme.exmaple" in said
