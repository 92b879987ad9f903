"""Whether the live installation is the program that was walked: its files, and since when it runs."""

import hashlib
import http.client
import os
import ssl
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from freehold.config.options import ROOT
from freehold.processes import pid_started

from ... import fingerprint
from .evidence import Program

SOURCE = ROOT / "src" / "freehold"
LEFT_OUT = {"tests", "__pycache__"}
WITHIN = 10.0


def program_files() -> list[Path]:
    """All that decides what the program does and shows, without its tests."""
    return [
        path
        for path in SOURCE.rglob("*")
        if path.is_file() and not LEFT_OUT & set(path.relative_to(SOURCE).parts)
    ]


def program_hash() -> str:
    """SHA-256, hex, over names and contents."""
    return fingerprint.of_files(program_files(), under=SOURCE)


def compare(live: str, live_pid: int, copy: str, paths: Iterable[str]) -> Program:
    """Fetch `paths` from both and compare them.

    Args:
        live: origin of the live installation.
        copy: origin of the copy.
    """
    wanted = sorted(paths)
    ours, theirs = _fetched(copy, wanted), _fetched(live, wanted)
    unlike = tuple(path for path in wanted if ours[path] is None or ours[path] != theirs[path])
    return Program(live, compared=len(wanted), unlike=unlike, is_older=_is_older(live_pid))


def _is_older(pid: int) -> bool:
    started = pid_started(pid)
    if started is None:
        return True
    booted = next(
        int(line.split()[1])
        for line in Path("/proc/stat").read_text().splitlines()
        if line.startswith("btime ")
    )
    # `btime` is in whole seconds.
    began = booted + started / os.sysconf("SC_CLK_TCK") + 1
    return max(path.stat().st_mtime for path in program_files()) > began


def _fetched(origin: str, paths: list[str]) -> dict[str, bytes | None]:
    """SHA-256 of what each path answers; None where it does not."""
    found: dict[str, bytes | None] = {}
    connection = _connection(origin)
    try:
        for path in paths:
            try:
                connection.request("GET", path, headers={"Accept-Encoding": "identity"})
                answer = connection.getresponse()
                body = answer.read()
                found[path] = hashlib.sha256(body).digest() if answer.status == 200 else None
            except (OSError, http.client.HTTPException):
                found[path] = None
                connection.close()
    finally:
        connection.close()
    return found


def _connection(origin: str) -> http.client.HTTPConnection:
    parts = urlsplit(origin)
    if parts.scheme == "http":
        return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=WITHIN)
    # What a certificate is worth is judged elsewhere; here two answers are compared.
    taking_any = ssl.create_default_context()
    taking_any.check_hostname = False
    taking_any.verify_mode = ssl.CERT_NONE
    return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=WITHIN, context=taking_any)
