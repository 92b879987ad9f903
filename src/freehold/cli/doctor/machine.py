"""What the machine under us is: interpreters, clock, disk."""

import ctypes
import platform
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

from freehold.config.options import Options

from .. import file_systems, fingerprint, frontend
from .finding import Finding, bad, ok, unknown, warn

LEAST_FREE = 500_000_000
COMFORTABLE = 5_000_000_000
TIME_ERROR = 5  # sys/timex.h: the clock is not synchronised


def check(given: Options) -> Iterator[Finding]:
    yield ok("python", platform.python_version())
    yield node()
    yield pages_built()
    yield from clock(given.data)
    yield disk(given.data)
    yield file_system(given)


def node() -> Finding:
    found = frontend.node_version()
    name = ".".join(map(str, found)) or "not installed"
    if found >= frontend.OLDEST_NODE:
        return ok("node", name)
    oldest = ".".join(map(str, frontend.OLDEST_NODE))
    return warn(
        "node",
        name,
        f"Built pages work without it; to build them after a change, `up` needs {oldest} or newer.",
        frontend.node_help(),
    )


def pages_built() -> Finding:
    if fingerprint.is_stamped(frontend.STAMP, frontend.source_hash()):
        return ok("pages", "scripts and styles are built and fit their sources")
    return warn(
        "pages", "scripts and styles are not built, or are older than their sources", "", "./freehold up"
    )


def clock(data: Path) -> Iterator[Finding]:
    newest = max((path.stat().st_mtime for path in data.glob("*") if path.is_file()), default=0.0)
    behind = newest - time.time()
    if behind > 60:
        yield bad(
            "clock",
            f"it stands {behind:.0f} s before the newest file in {data}",
            "It was moved back: links, sign-ins and the order of records go by it.",
            "timedatectl set-ntp true   (as root), then look at `date`",
        )
        return
    synchronised = is_synchronised()
    if synchronised is None:
        yield unknown("clock", "the kernel does not say whether it is kept right", "timedatectl")
    elif synchronised:
        yield ok("clock", "kept right by a time service")
    else:
        yield warn(
            "clock",
            "no time service keeps it right",
            "One-time codes stop working and reminders come late when it drifts by half a minute.",
            "apt-get install systemd-timesyncd && timedatectl set-ntp true   (as root)",
        )


def is_synchronised() -> bool | None:
    """What adjtimex(2) answers when it is only asked; None where it may not be asked."""
    buffer = ctypes.create_string_buffer(512)  # a zeroed struct timex: modes 0 reads and sets nothing
    try:
        answer = ctypes.CDLL(None).adjtimex(buffer)
    except (OSError, AttributeError):
        return None
    return None if answer < 0 else answer != TIME_ERROR


def disk(data: Path) -> Finding:
    existing = next(folder for folder in (data, *data.parents) if folder.exists())
    free = shutil.disk_usage(existing).free
    says = f"{free / 1e9:.1f} GB free under {existing}"
    if free < LEAST_FREE:
        return bad(
            "disk", says, "Once it is full nothing can be written: no note, no sign-in.", f"du -xh {existing}"
        )
    if free < COMFORTABLE:
        return warn("disk", says, "It will be full before long.", f"du -xh {existing} | sort -h | tail")
    return ok("disk", says)


def file_system(given: Options) -> Finding:
    kind = file_systems.kind_of(given.data)
    if not kind:
        return unknown("file system", f"of {given.data}: /proc/self/mountinfo does not tell it")
    if kind not in file_systems.NETWORK_KINDS:
        return ok("file system", f"{kind}, on this machine")
    return bad(
        "file system",
        f"{given.data} lies on {kind}, over a network",
        "SQLite's locks do not hold there: two writers can destroy the database.",
        "Stop Freehold, move the folder to this machine's own disk, start with --data NEW-FOLDER",
    )
