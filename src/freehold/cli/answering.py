"""Whether a server of ours answers, asked the cheapest way."""

import http.client
import os
import socket
import ssl
from pathlib import Path

TIMEOUT = 2.0


def answers_http(host: str, port: int, path: str, *, name: str | None = None, tls: bool = False) -> bool:
    """True once `path` is answered by anything below 500. The certificate is not checked: it is ourselves."""
    connection: http.client.HTTPConnection
    if tls:
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=trusting)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    return _answers(connection, path, name or host)


def answers_unix(file: Path, path: str, *, name: str) -> bool:
    """The same of a server that listens on a socket file."""
    connection = http.client.HTTPConnection(name, timeout=TIMEOUT)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(TIMEOUT)
        try:
            line.connect(os.fspath(file))
        except OSError:
            return False
        connection.sock = line
        return _answers(connection, path, name)


def _answers(connection: http.client.HTTPConnection, path: str, name: str) -> bool:
    try:
        connection.request("GET", path, headers={"Host": name, "Connection": "close"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
