"""HTTP-01: known tokens are answered, nothing else, nowhere else, and no longer than asked."""

import http.client
import socket

import pytest

from freehold.addresses.challenges import PATH, CannotListen, answering

from .pebble import free_port


def ask(port: int, path: str, method: str = "GET") -> tuple[int, bytes]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        line.request(method, path)
        reply = line.getresponse()
        return reply.status, reply.read()
    finally:
        line.close()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def listening(port):
    with answering({"tok-EN_1": "tok-EN_1.thumbprint"}, [("127.0.0.1", port)]):
        yield port


class TestAnswers:
    def test_a_known_token(self, listening):
        assert ask(listening, PATH + "tok-EN_1") == (200, b"tok-EN_1.thumbprint")

    @pytest.mark.parametrize(
        "path",
        [
            PATH,
            PATH + "tok-EN_2",
            PATH + "tok-EN_1/",
            PATH + "TOK-EN_1",
            PATH + "../acme-challenge/x",
            "/tok-EN_1",
            "/",
            "/.well-known/tok-EN_1",
            "/x" + PATH + "tok-EN_1",
        ],
    )
    def test_nothing_else(self, listening, path):
        status, body = ask(listening, path)
        assert status == 404
        assert b"thumbprint" not in body

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
    def test_no_other_method(self, listening, method):
        assert ask(listening, PATH + "tok-EN_1", method)[0] == 404

    def test_words_that_are_no_http(self, listening):
        with socket.create_connection(("127.0.0.1", listening), timeout=10) as line:
            line.sendall(b"\x16\x03\x01\x00\x00 hello\r\n\r\n")
            assert b"thumbprint" not in line.recv(4096)
        assert ask(listening, PATH + "tok-EN_1")[0] == 200


class TestPlaces:
    def test_it_ends_with_the_block(self, port):
        with answering({"a": "b"}, [("127.0.0.1", port)]):
            assert ask(port, PATH + "a")[0] == 200
        with pytest.raises(ConnectionRefusedError):
            ask(port, PATH + "a")

    def test_a_socket_file_that_only_we_open_and_that_goes_with_it(self, tmp_path):
        place = tmp_path / "questions.sock"
        place.write_text("left by one that was killed")
        with answering({"a": "b"}, [place]):
            assert place.is_socket()
            assert place.stat().st_mode & 0o777 == 0o600
        assert not place.exists()

    def test_a_port_that_is_taken_is_said_and_the_others_are_let_go(self, port, tmp_path):
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
            with (
                pytest.raises(CannotListen, match=f"port {port}"),
                answering({}, [tmp_path / "questions.sock", ("127.0.0.1", port)]),
            ):
                pass
        with answering({"a": "b"}, [("127.0.0.1", port)]):
            assert ask(port, PATH + "a")[0] == 200
