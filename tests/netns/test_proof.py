"""The proof of a practice on an address it owns, behind its front, with TLS: made there, with no way out."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from freehold.cli.doctor.finding import State
from tests.launcher.processes import clean_environment
from tests.netns import authority, stage
from tests.netns.practice import NEEDS_A_STAGE
from tests.netns.stage import PRACTICE_ADDRESS
from tests.product import ROOT, start

pytestmark = NEEDS_A_STAGE
PORT = 443


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """What one proof of a running practice says; `folder` holds its page."""
    folder = tmp_path_factory.mktemp("proof")
    chain, key, _fingerprint = authority.certificate_for(PRACTICE_ADDRESS, folder)
    known = folder / "authority.pem"
    known.write_text("-----BEGIN" + chain.read_text().split("-----BEGIN")[2])
    with stage.raised(folder) as hosts:
        there = hosts.inside(hosts.practice)
        product = start(
            *("--address", PRACTICE_ADDRESS, "--port", str(PORT), "--cert", str(chain), "--key", str(key)),
            data=folder / "data",
            prefix=there,
            environment={"FREEHOLD_FRONT": "true"},
        )
        try:
            given = ("--json", "--proof", str(folder / "proof.txt"), "--data", str(product.data))
            done = subprocess.run(
                [*there, str(ROOT / "freehold"), "doctor", "--outside", *given],
                capture_output=True,
                text=True,
                check=False,
                env=clean_environment() | {"SSL_CERT_FILE": str(known)},
            )
            assert done.stdout, done.stderr
            yield json.loads(done.stdout) | {"folder": folder}
        finally:
            product.stop()


def state_of(facts: dict[str, Any], name: str) -> tuple[str, str]:
    return next((one["state"], one["says"]) for one in facts["checks"] if one["name"] == name)


def test_everything_stayed_on_the_owned_address(facts):
    assert facts["verdict"] == "proved", facts["checks"]
    seen = facts["seen"]
    assert seen["requested"] == seen["connected"] == seen["ice_hosts"] == [PRACTICE_ADDRESS]
    assert seen["names"] == []
    assert f"turns:{PRACTICE_ADDRESS}:443?transport=tcp" in seen["ice_servers"]


def test_the_certificate_is_the_one_it_was_given(facts):
    (seen,) = facts["certificates"]
    assert seen["names"] == [PRACTICE_ADDRESS]
    assert seen["issuer"] == "Test authority"


def test_it_speaks_new_tls_only_and_says_so(facts):
    state, says = state_of(facts, "TLS")
    assert state == State.OK
    assert "TLS 1.3 and TLS 1.2, no older" in says
    assert "HSTS for 365 days" in says


def test_nothing_but_its_own_ports_stands_open(facts):
    assert state_of(facts, "open ports") == (State.OK, "none but Freehold's own")
    assert PORT in {door["port"] for door in facts["open_ports"]}


def test_what_the_dns_does_not_say_here_is_not_made_up(facts):
    assert state_of(facts, "reverse name")[0] == State.UNKNOWN


def test_anybody_checks_the_page(facts, tmp_path: Path):
    command = [str(ROOT / "freehold"), "doctor", "--verify", str(facts["folder"] / "proof.txt")]
    given = ("--key", facts["maker"]["key"], "--data", str(tmp_path / "none"))
    done = subprocess.run([*command, *given], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
