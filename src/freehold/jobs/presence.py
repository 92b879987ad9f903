"""Which process a worker is, so that a dead one can be told from one that is busy."""

import hashlib
import os
from pathlib import Path


def place() -> str:
    """This machine, this boot, this process namespace: within it a pid means one process at a time."""
    parts = [Path("/proc/sys/kernel/random/boot_id").read_text(), os.readlink("/proc/self/ns/pid")]
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def pid_started(pid: int) -> int | None:
    """Start of process `pid` in clock ticks after boot (proc(5), stat field 22); None when there is no such process.

    A zombie counts as none: it does no more work.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat[stat.rindex(")") + 2 :].split()  # the name in brackets may hold anything
    return None if fields[0] in "ZX" else int(fields[19])
