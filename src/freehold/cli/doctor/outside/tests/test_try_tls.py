"""A server of our own that speaks what each test tells it to."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.netns.authority import certificate_for

from freehold.cli.doctor.outside import certificates, tls_probe
from freehold.cli.doctor.outside.certificates import NotACertificate

ADDRESS = "127.0.0.1"


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> tuple[Path, Path]:
    chain, key, _fingerprint = certificate_for(ADDRESS, tmp_path_factory.mktemp("tls"))
    return chain, key


@contextmanager
def server(
    files: tuple[Path, Path], header: str = "", *, only: ssl.TLSVersion | None = None
) -> Iterator[int]:
    """Answers every request with one header; returns its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    if only:
        context.minimum_version = context.maximum_version = only
    with socket.create_server((ADDRESS, 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    line, _who = listening.accept()
                except OSError:
                    return
                try:
                    with line, context.wrap_socket(line, server_side=True) as spoken:
                        if spoken.recv(4096):
                            spoken.sendall(f"HTTP/1.1 200 OK\r\n{header}Content-Length: 0\r\n\r\n".encode())
                except OSError:
                    continue

        threading.Thread(target=serve, daemon=True).start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)


def test_what_it_takes_and_what_it_refuses(files):
    with server(files, "Strict-Transport-Security: max-age=31536000\r\n") as port:
        found = tls_probe.probe(ADDRESS, port, ADDRESS)
    taken = {one.what: one.is_taken for one in found.versions}
    assert (taken["TLS 1.3"], taken["TLS 1.2"]) == (True, True)
    assert (taken["TLS 1.1"], taken["TLS 1.0"]) == (False, False)
    assert found.hsts_seconds == 31_536_000
    assert certificates.read(found.pem).names == (ADDRESS,)


def test_an_authority_that_nobody_knows_is_not_trusted(files):
    with server(files) as port:
        found = tls_probe.probe(ADDRESS, port, ADDRESS)
    assert not found.is_trusted
    assert "self-signed" in found.why_not_trusted
    assert found.hsts_seconds is None


def test_one_that_this_machine_knows_is(files, monkeypatch, tmp_path):
    authority = tmp_path / "authority.pem"
    authority.write_text("-----BEGIN" + files[0].read_text().split("-----BEGIN")[2])
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    with server(files) as port:
        assert tls_probe.probe(ADDRESS, port, ADDRESS).is_trusted
        assert "mismatch" in tls_probe.probe(ADDRESS, port, "room.example.org").why_not_trusted


def test_an_old_server_is_found_out(files):
    with server(files, only=ssl.TLSVersion.TLSv1_2) as port:
        found = tls_probe.probe(ADDRESS, port, ADDRESS)
    assert [one.what for one in found.versions if one.is_taken] == ["TLS 1.2"]


def test_nobody_there():
    with socket.create_server((ADDRESS, 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(OSError):
        tls_probe.probe(ADDRESS, port, ADDRESS)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=31536000; includeSubDomains", 31_536_000),
        ('includeSubDomains; Max-Age="60"', 60),
        ("includeSubDomains", None),
        ("", None),
    ],
)
def test_how_long_browsers_are_told(header, seconds):
    assert tls_probe.hsts_seconds(header) == seconds


def test_what_a_certificate_says(files):
    read = certificates.read(files[0].read_text())
    assert (read.names, read.issuer, read.key, read.is_strong) == (
        (ADDRESS,),
        "Test authority",
        "ECDSA P-256",
        True,
    )
    assert read.covers(ADDRESS)
    assert not read.covers("127.0.0.2")


def test_no_certificate():
    with pytest.raises(NotACertificate):
        certificates.read("-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n")
