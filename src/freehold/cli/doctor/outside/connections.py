"""Looks, several times a second, at what the processes of an installation are connected to."""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from .sockets import TABLES, Connection, Row, outgoing, rows

EVERY = 0.1
"""Seconds between two looks."""


class Watch:
    """Between entering and leaving, all outgoing connections of processes and their descendants.

    What begins and ends between two looks is not seen.
    """

    def __init__(self, *pids: int) -> None:
        self._roots = set(pids)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="connections", daemon=True)
        self.seen: set[Connection] = set()
        self.looks = 0

    def add(self, pid: int) -> None:
        """Look at this process too, and at all that comes from it."""
        self._roots = self._roots | {pid}

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        self._thread.join()
        self._look()

    def _run(self) -> None:
        while not self._ended.wait(EVERY):
            self._look()

    def _look(self) -> None:
        inodes = {inode for pid in descendants(*self._roots) for inode in _sockets_of(pid)}
        self.seen.update(outgoing(table_rows(), inodes))
        self.looks += 1


def table_rows() -> list[Row]:
    """All sockets of this machine (of this network namespace)."""
    found: list[Row] = []
    for table in TABLES:
        try:
            found += rows(table, Path("/proc/net", table).read_text())
        except OSError:
            continue
    return found


def descendants(*roots: int) -> set[int]:
    """These processes and all that came from them, as far as they run."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                stat = Path("/proc", name, "stat").read_text()
            except OSError:
                continue
            parent = int(stat[stat.rindex(")") + 2 :].split()[1])
            children.setdefault(parent, []).append(int(name))
    found: set[int] = set()
    waiting = list(roots)
    while waiting:
        pid = waiting.pop()
        if pid not in found:
            found.add(pid)
            waiting += children.get(pid, [])
    return found


def sockets_of(*roots: int) -> set[int] | None:
    """Inodes of all sockets of these processes and of all that came from them; None: we may not look."""
    inodes: set[int] = set()
    for pid in descendants(*roots):
        if Path("/proc", str(pid)).exists() and not os.access(f"/proc/{pid}/fd", os.R_OK):
            return None
        inodes |= _sockets_of(pid)
    return inodes


def _sockets_of(pid: int) -> set[int]:
    inodes = set()
    try:
        for descriptor in Path("/proc", str(pid), "fd").iterdir():
            try:
                target = os.readlink(descriptor)
            except OSError:
                continue
            if target.startswith("socket:["):
                inodes.add(int(target[8:-1]))
    except OSError:
        return inodes
    return inodes
