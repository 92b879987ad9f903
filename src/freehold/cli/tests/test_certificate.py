"""Certificates as owners have them: for a name, a wildcard or an address, in any usual key form."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import PrivateFormat
from tests.launcher.certificates import certificate

from freehold.cli import certificate as certificates
from freehold.cli import refusals
from freehold.cli.certificate import Certificate
from freehold.cli.doctor.finding import State
from freehold.cli.doctor.tls import lasting
from freehold.cli.failure import Stop
from freehold.config.options import Options

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def options(folder: Path, host: str, **given: object) -> Options:
    cert, key = certificate(folder, host)
    return Options(data=folder, address="203.0.113.7", cert=cert, key=key, port=443, **given)


class TestCovers:
    @pytest.mark.parametrize(
        ("names", "host", "covered"),
        [
            ({"room.example.org"}, "room.example.org", True),
            ({"*.example.org"}, "room.example.org", True),
            ({"*.example.org"}, "example.org", False),
            ({"203.0.113.7"}, "203.0.113.7", True),
            ({"*.0.113.7"}, "203.0.113.7", False),
            (set(), "room.example.org", False),
        ],
    )
    def test_names_wildcards_and_addresses(self, names, host, covered):
        assert Certificate(frozenset(names), NOW, NOW).covers(host) is covered


class TestWebhookOrigin:
    def test_the_address_when_the_certificate_is_for_it(self, tmp_path):
        given = options(tmp_path, "203.0.113.7", names=["room.example.org"])
        assert refusals.webhook_origin(given) == "https://203.0.113.7"

    def test_else_the_name(self, tmp_path):
        given = options(tmp_path, "room.example.org", names=["room.example.org"])
        assert refusals.webhook_origin(given) == "https://room.example.org"


class TestKey:
    @pytest.mark.parametrize("form", [PrivateFormat.TraditionalOpenSSL, PrivateFormat.PKCS8])
    def test_every_form_ends_in_the_one_that_the_web_server_reads(self, tmp_path, form):
        cert, key = certificate(tmp_path, "127.0.0.1", form=form)
        converted = certificates.pkcs8(Path(key))
        text = converted if converted is not None else Path(key).read_bytes()
        assert b"BEGIN PRIVATE KEY" in text
        (tmp_path / "used.pem").write_bytes(text)
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, tmp_path / "used.pem")

    def test_nonsense_is_refused(self, tmp_path):
        given = options(tmp_path, "203.0.113.7")
        assert given.key
        given.key.write_text("nonsense")
        with pytest.raises(Stop, match="cannot be used"):
            certificates.refuse_unusable(given)


class TestLasting:
    @pytest.mark.parametrize(
        ("left", "state"), [(60, State.OK), (31, State.OK), (29, State.WARN), (1, State.WARN)]
    )
    def test_it_warns_once_two_thirds_are_over(self, left, state):
        read = Certificate(frozenset(), NOW - timedelta(days=90 - left), NOW + timedelta(days=left))
        assert lasting(read, NOW).state is state
