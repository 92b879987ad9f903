"""What `up` will not do: it says what is wrong, why, and what to do instead, and starts nothing."""

import socket
from pathlib import Path

import pytest

from tests.launcher.certificates import certificate
from tests.launcher.commands import freehold
from tests.launcher.processes import of_installation

pytestmark = pytest.mark.stack


def refused(data: Path, *flags: str) -> tuple[int, str]:
    """Exit code and standard error of an `up` that is expected to end at once."""
    done = freehold("up", "--json", *flags, data=data)
    assert done.stdout == ""
    assert of_installation(data) == set()
    return done.returncode, done.stderr


class TestOptions:
    def test_a_foreign_address_without_tls(self, tmp_path):
        code, said = refused(tmp_path / "data", "--address", "203.0.113.7")
        assert code == 2
        assert "camera" in said
        assert "crypto.subtle" in said
        assert "--cert" in said

    @pytest.mark.parametrize(("given", "missing"), [("--cert", "--key"), ("--key", "--cert")])
    def test_half_a_certificate(self, tmp_path, given, missing):
        code, said = refused(tmp_path / "data", given, "x.pem")
        assert code == 2
        assert f"{missing} is missing" in said

    def test_a_certificate_that_is_not_there(self, tmp_path):
        code, said = refused(tmp_path / "data", "--cert", "no.pem", "--key", "no.key")
        assert code == 73
        assert "no.pem" in said

    def test_a_certificate_for_another_name(self, tmp_path):
        cert, key = certificate(tmp_path, "other.example.org")
        code, said = refused(tmp_path / "data", "--cert", cert, "--key", key)
        assert code == 73
        assert "other.example.org" in said
        assert "--name" in said

    def test_a_certificate_that_has_ended(self, tmp_path):
        cert, key = certificate(tmp_path, "127.0.0.1", days=-1)
        code, said = refused(tmp_path / "data", "--cert", cert, "--key", key)
        assert code == 73
        assert "ended on" in said

    def test_a_key_of_another_certificate(self, tmp_path):
        cert, _ = certificate(tmp_path, "127.0.0.1")
        (tmp_path / "second").mkdir()
        _, other_key = certificate(tmp_path / "second", "127.0.0.1")
        code, said = refused(tmp_path / "data", "--cert", cert, "--key", other_key)
        assert code == 73
        assert "is not the private key" in said

    def test_an_address_that_this_machine_does_not_have(self, tmp_path):
        cert, key = certificate(tmp_path, "203.0.113.7")
        given = ("--address", "203.0.113.7", "--port", "0", "--cert", cert, "--key", key)
        code, said = refused(tmp_path / "data", *given)
        assert code == 73
        assert "not an address of this machine" in said

    def test_a_demo_on_an_owned_address(self, tmp_path):
        cert, key = certificate(tmp_path, "203.0.113.7")
        code, said = refused(
            tmp_path / "data", "--demo", "--address", "203.0.113.7", "--cert", cert, "--key", key
        )
        assert code == 2
        assert "this machine only" in said

    @pytest.mark.parametrize("address", ["0.0.0.0", "224.0.0.1", "example.org", "::1"])  # noqa: S104
    def test_what_is_not_one_ipv4_address(self, tmp_path, address):
        code, said = refused(tmp_path / "data", "--address", address)
        assert code == 2
        assert "address" in said.lower()


class TestBusy:
    def test_a_port_in_use_names_who_holds_it(self, tmp_path):
        with socket.create_server(("127.0.0.1", 0)) as holder:
            port = holder.getsockname()[1]
            code, said = refused(tmp_path / "data", "--port", str(port))
        assert code == 75
        assert f"Port {port}" in said
        assert "pid" in said
        assert "--port 0" in said

    def test_a_data_folder_in_use_names_who_uses_it(self, running):
        done = freehold("up", "--json", "--port", "0", data=running.data)
        assert done.returncode == 75
        assert str(running.pids["supervisor"]) in done.stderr
        assert running.url in done.stderr

    def test_the_port_of_a_running_one_is_not_shared(self, running, tmp_path):
        port = running.url.rpartition(":")[2]
        code, said = refused(tmp_path / "second", "--port", port)
        assert code == 75
        assert "granian" in said or "python" in said
