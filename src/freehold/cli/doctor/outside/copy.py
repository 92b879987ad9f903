"""Starts a copy of this program with a fictional practice beside the real one, and removes it afterwards."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from freehold.config.options import Options
from freehold.processes import die_with_parent

from ...failure import Stop
from ...front_child import offers_turn_tls
from .scratch import PREFIX

MODULE = "freehold.cli.doctor.outside.scratch"
READY_WITHIN = 600.0
"""Seconds; a media server that must be built first takes two minutes."""
ENDS_WITHIN = 20.0


@dataclass(frozen=True)
class Window:
    """Somebody in the copy, with the key of a browser session in which they are signed in."""

    who: str
    is_staff: bool
    session: str


@dataclass(frozen=True)
class Copy:
    staff_origin: str
    patient_origin: str
    cookie: str
    windows: tuple[Window, ...]
    invitation: str
    """Path of a one-time link that nobody has opened."""
    routes: tuple[str, ...]
    pids: dict[str, int]
    livekit_missing: str

    def origin_of(self, window: Window) -> str:
        return self.staff_origin if window.is_staff else self.patient_origin

    def cookie_of(self, window: Window) -> dict[str, Any]:
        """As Playwright takes it."""
        origin = urlsplit(self.origin_of(window))
        return {
            "name": self.cookie,
            "value": window.session,
            "domain": origin.hostname,
            "path": "/",
            "httpOnly": True,
            "secure": origin.scheme == "https",
            "sameSite": "Lax",
        }


@contextmanager
def running(given: Options, began: Callable[[int], None] = lambda pid: None) -> Iterator[Copy]:
    """A copy on the address, names and certificate of `given`, in a folder of its own that goes with it.

    Args:
        began: told its process id before it does anything.

    Raises:
        Stop: it did not start; the text carries the end of what it said.
    """
    with tempfile.TemporaryDirectory(prefix="freehold-doctor-") as folder:
        data, log = Path(folder, f"{PREFIX}data"), Path(folder, "log")
        data.mkdir(mode=0o700)
        with log.open("w") as said:
            process = subprocess.Popen(
                [sys.executable, "-I", "-m", MODULE],
                env=environment(given, data),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
                preexec_fn=die_with_parent,
            )
        try:
            began(process.pid)
            yield _parsed(_first_line(process, log))
        finally:
            end(process)


def environment(given: Options, data: Path) -> dict[str, str]:
    """Ours without any option of the real practice, its database and keys above all, but where it stands."""
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FREEHOLD_", "DJANGO_"))
    }
    has_turn_tls = given.turn_tls_port or offers_turn_tls(given)
    options: dict[str, object] = {
        "DATA": data,
        "ADDRESS": given.address,
        "PORT": 0,
        "NAMES": json.dumps(given.names),
        "MEDIA_ADDRESS": given.media_address,
        "CERT": given.cert,
        "KEY": given.key,
        # The real practice has port 443 and its authority's questions; the copy takes the same certificate.
        "FRONT": "false",
        "TURN_TLS_PORT": _free_port(str(given.media)) if has_turn_tls else None,
    }
    kept["DJANGO_SETTINGS_MODULE"] = "freehold.config.settings"
    # What a process of the copy leaves behind when it is cut short goes with the copy.
    kept["TMPDIR"] = str(data.parent)
    return kept | {f"FREEHOLD_{name}": str(value) for name, value in options.items() if value is not None}


def _free_port(address: str) -> int:
    with socket.socket() as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
    return port


def _first_line(process: "subprocess.Popen[str]", log: Path) -> str:
    assert process.stdout is not None
    lines: list[str] = []
    reader = threading.Thread(target=lambda: lines.append(process.stdout.readline()), daemon=True)  # type: ignore[union-attr]
    reader.start()
    reader.join(READY_WITHIN)
    if not lines or not lines[0].strip():
        raise Stop(f"The copy that is walked did not start:\n{log.read_text()[-2000:]}")
    return lines[0]


def _parsed(line: str) -> Copy:
    said = json.loads(line)
    windows = tuple(Window(**one) for one in said.pop("windows"))
    routes = tuple(said.pop("routes"))
    return Copy(windows=windows, routes=routes, **said)


def end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    if process.stdout:
        process.stdout.close()
