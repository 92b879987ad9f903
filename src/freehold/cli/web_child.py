"""The web server as a child of the supervisor."""

import os
import sys
from pathlib import Path

from freehold.config.installation import write_private
from freehold.config.options import Options

from . import certificate
from .answering import answers_http, answers_unix
from .children import Child

APPLICATION = "freehold.config.asgi:application"
HEALTH = "/health"


def web_child(given: Options) -> Child:
    # Measured on this server: without the kill timeout an open event stream keeps it from ever stopping, and
    # without respawning one dead worker ends it.
    command = [sys.executable, "-I", "-m", "granian", "--interface", "asgi", "--loop", "uvloop"]
    command += ["--log-level", "warning"]
    command += ["--workers-kill-timeout", "2", "--respawn-failed-workers", "--respawn-interval", "0.1"]
    if given.uses_front:
        return _behind_front(command, given)
    command += ["--host", str(given.address), "--port", str(given.port)]
    if given.uses_tls:
        command += ["--ssl-certificate", str(given.cert), "--ssl-keyfile", str(prepare_key(given))]
        command += ["--ssl-protocol-min", "tls1.2"]
    return Child(
        name="web",
        command=[*command, APPLICATION],
        environment=os.environ,
        log=given.data / "logs" / "web.log",
        answers=lambda: answers_http(str(given.address), given.port, HEALTH, tls=given.uses_tls),
    )


def _behind_front(command: list[str], given: Options) -> Child:
    from .front_child import web_socket

    socket = web_socket(given)
    return Child(
        name="web",
        command=[*command, "--uds", str(socket), "--uds-permissions", "0o600", APPLICATION],
        environment=os.environ,
        log=given.data / "logs" / "web.log",
        answers=lambda: answers_unix(socket, HEALTH, name=str(given.address)),
        makes=(socket,),
    )


def prepare_key(given: Options) -> Path:
    """A private key file that the web server can read: the owner's, or a copy in the form it wants (0600).

    Raises:
        OSError, ValueError, TypeError: the key cannot be read.
    """
    assert given.key
    converted = certificate.pkcs8(given.key)
    if converted is None:
        return given.key
    copy = given.keys_folder / "tls-key.pem"
    write_private(copy, converted.decode())
    return copy
