"""Where the servers may go by themselves, read from options."""

import json
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from freehold.cli.doctor.outside import configured, copy, looking
from freehold.config.options import Options

GIVEN = Options(
    address=IPv4Address("203.0.113.10"),
    names=["room.example.org"],
    media_address=IPv4Address("203.0.113.11"),
    turn_address=IPv4Address("203.0.113.12"),
    turn_name="turn.example.org",
    smtp_url="smtp://user:secret@127.0.0.25:587",
    database_url="postgres://freehold@127.0.0.26/freehold",
    acme_directory="https://acme.example/directory",
    addresses_ask=True,
)


def test_every_option_that_is_a_url_is_a_destination():
    found = dict(configured.destinations(GIVEN))
    assert found["127.0.0.25"] == "the option `smtp_url`"
    assert found["127.0.0.26"] == "the option `database_url`"
    assert found["acme.example"] == "the option `acme_directory`"


def test_sources_of_audits_are_where_audits_may_ask():
    assert dict(configured.destinations(GIVEN))["rdap.db.ripe.net"] == configured.OF_AUDITS
    silent = GIVEN.model_copy(update={"addresses_ask": False})
    assert configured.OF_AUDITS not in dict(configured.destinations(silent)).values()


def test_an_address_that_is_configured_is_known_by_its_option():
    silent = GIVEN.model_copy(update={"addresses_ask": False, "acme_directory": None})
    found = configured.addresses(silent, {"127.0.0.25", "192.0.2.66"})
    assert found["127.0.0.25"] == "the option `smtp_url`"
    assert "192.0.2.66" not in found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nameserver 198.51.100.53\n# nameserver 192.0.2.1\nnameserver ::1\n", ["198.51.100.53", "::1"]),
        ("search example.org\nnameserver nonsense\n", []),
    ],
)
def test_the_resolvers_of_this_machine(tmp_path: Path, text, found):
    file = tmp_path / "resolv.conf"
    file.write_text(text)
    assert list(configured.resolvers(file)) == found


def test_everything_with_a_part_in_the_plan_is_planned():
    plan = looking.plan(GIVEN)
    assert plan.addresses == {"203.0.113.10", "203.0.113.11", "203.0.113.12"}
    assert plan.names == {"room.example.org", "turn.example.org"}


class TestTheCopysOptions:
    def test_it_stands_on_the_same_addresses_and_names(self, tmp_path):
        given = GIVEN.model_copy(update={"turn_address": None, "acme_directory": None})
        found = copy.environment(given, tmp_path)
        assert found["FREEHOLD_ADDRESS"] == "203.0.113.10"
        assert json.loads(found["FREEHOLD_NAMES"]) == ["room.example.org"]

    def test_what_is_cut_short_leaves_its_files_where_the_copy_goes(self, tmp_path):
        given = GIVEN.model_copy(update={"turn_address": None, "acme_directory": None})
        assert copy.environment(given, tmp_path / "data")["TMPDIR"] == str(tmp_path)

    def test_it_knows_no_database_key_mail_server_or_authority_of_the_practice(self, tmp_path, monkeypatch):
        monkeypatch.setenv("FREEHOLD_KEYS", "/srv/keys")
        monkeypatch.setenv("FREEHOLD_DATABASE_URL", "postgres://freehold@127.0.0.26/freehold")
        given = GIVEN.model_copy(update={"turn_address": None, "acme_directory": None})
        found = {name for name in copy.environment(given, tmp_path) if name.startswith("FREEHOLD_")}
        assert found <= {
            f"FREEHOLD_{name}"
            for name in ("DATA", "ADDRESS", "PORT", "NAMES", "MEDIA_ADDRESS", "CERT", "KEY", "FRONT")
        }
