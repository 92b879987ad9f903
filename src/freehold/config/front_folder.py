"""Where HAProxy, the web server and the worker meet: a folder of sockets that no other account can open."""

import hashlib
import os
import tempfile
from pathlib import Path

from .options import Options

ADMIN, WEB, QUESTIONS, CERTIFICATE = "admin.sock", "web.sock", "questions.sock", "certificate.pem"

LONGEST = 85
"""Bytes: the name of a socket ends at 107 (unix(7)), and HAProxy's temporary ones are longer than ours."""


def folder(given: Options) -> Path:
    """`front` in the data folder, or one in the temporary folder where that path is too long."""
    usual = given.data.absolute() / "front"
    if len(os.fsencode(usual)) <= LONGEST:
        return usual
    mark = hashlib.sha256(os.fsencode(given.data.absolute())).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"freehold-{os.getuid()}-{mark}"
