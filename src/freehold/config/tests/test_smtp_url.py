"""One line says where mail goes; what it leaves out is safe."""

import pytest
from pydantic import ValidationError

from freehold.config.options import Options
from freehold.config.smtp_url import BadSmtpUrl, parse


class TestWhatItSays:
    def test_a_server_with_a_login(self):
        server = parse("smtp://owner%40elm.example:p%2Fss%3A@mail.example.org")
        assert (server.host, server.port, server.user, server.password) == (
            "mail.example.org",
            587,
            "owner@elm.example",
            "p/ss:",
        )
        assert server.is_starttls
        assert not server.is_tls

    def test_tls_from_the_first_byte(self):
        server = parse("smtps://mail.example.org")
        assert (server.port, server.is_tls, server.is_starttls) == (465, True, False)

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
    def test_only_this_machine_is_spoken_to_in_clear(self, host):
        assert not parse(f"smtp://{host}:25").is_starttls

    def test_its_password_is_never_shown(self):
        assert "secret" not in repr(parse("smtp://a:secret@mail.example.org"))


class TestRefused:
    @pytest.mark.parametrize(
        "url",
        ["", "mail.example.org", "http://mail.example.org", "smtp://", "smtp://h:99999", "smtp://a:b/c@h"],
    )
    def test_what_is_no_mail_server(self, url):
        with pytest.raises(BadSmtpUrl):
            parse(url)

    def test_the_option_says_so(self):
        with pytest.raises(ValidationError, match="begins with smtp"):
            Options(smtp_url="mail.example.org")

    @pytest.mark.parametrize(
        ("given", "source"),
        [
            ({}, "193.0.0.1"),
            ({"mail_address": "193.0.0.4"}, "193.0.0.4"),
            ({"mail_address": "193.0.0.4", "smtp_url": "smtp://127.0.0.1:25"}, "None"),
            ({"address": "127.0.0.1"}, "None"),
            ({"address": "127.0.0.1", "mail_address": "127.0.0.7"}, "127.0.0.7"),
        ],
    )
    def test_mail_leaves_from_the_address_that_was_planned_for_it(self, given, source):
        usual = {"address": "193.0.0.1", "smtp_url": "smtp://mail.example.org"}
        assert str(Options(**usual | given).mail_leaves_from) == source

    def test_whom_mails_are_from(self):
        assert Options(names=["room.example"]).sender == "freehold@room.example"
        assert Options(address="127.0.0.1").sender == "freehold@[127.0.0.1]"
        assert Options(mail_from="elm@elm.example").sender == "elm@elm.example"
