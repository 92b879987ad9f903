"""Speaks to a running HAProxy: gives it a new certificate while every connection stays.

Reference: HAProxy 2.6 management guide, section 9.3 (`set ssl cert`, `commit ssl cert`).
"""

import os
import socket
from pathlib import Path

from freehold.config.front_folder import ADMIN, CERTIFICATE

TIMEOUT = 5.0


class NotTaken(Exception):
    """HAProxy does not answer, or refuses; it serves what it served before."""


def take_certificate(folder: Path, pem: str) -> None:
    """Have it serve this private key and chain to whoever connects from now on.

    Raises:
        NotTaken: see there.
    """
    # An empty line would end what is given.
    lines = "\n".join(line for line in pem.splitlines() if line.strip())
    try:
        given = _say(folder, f"set ssl cert {CERTIFICATE} <<\n{lines}\n\n")
        if "Transaction" not in given:
            raise NotTaken(given.strip() or "no answer")
        done = _say(folder, f"commit ssl cert {CERTIFICATE}\n")
    except OSError as error:
        raise NotTaken(str(error)) from error
    if "Success!" not in done:
        _say(folder, f"abort ssl cert {CERTIFICATE}\n")
        raise NotTaken(done.strip() or "no answer")


def _say(folder: Path, command: str) -> str:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(TIMEOUT)
        line.connect(os.fspath(folder / ADMIN))
        line.sendall(command.encode())
        said = b""
        while part := line.recv(4096):
            said += part
    return said.decode(errors="replace")
