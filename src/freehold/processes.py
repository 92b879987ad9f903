"""What our processes owe each other: to die with their parent, to say when at work, to be told apart."""

import ctypes
import os
import signal
import sys
from pathlib import Path

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(*, by: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send `by` to this process when its parent ends, however it ends.

    Call it from the main thread: the kernel keeps the wish with the calling *thread* and forgets it with that
    thread. It also fires when the parent's *thread* that started us ends, so start children from a main one.
    `FREEHOLD_PARENT`, when the starter sets it to its pid, closes the gap before this call: a parent already
    gone ends us.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    parent = os.environ.get("FREEHOLD_PARENT", "")
    if parent.isdigit() and os.getppid() != int(parent):
        os.kill(os.getpid(), by)


def say_ready() -> None:
    """Tell whoever started us that we are at work; nothing where nobody asked (`FREEHOLD_READY_FD`)."""
    descriptor = os.environ.pop("FREEHOLD_READY_FD", "")
    if descriptor.isdigit():
        try:
            os.write(int(descriptor), b"1")
            os.close(int(descriptor))
        except OSError:
            return


def pid_started(pid: int) -> int | None:
    """Start of process `pid` in clock ticks after boot (proc(5), stat field 22); None when there is none.

    A zombie counts as none: it does no more work. With its start, a pid cannot be mistaken for a later one.
    """
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = stat[stat.rindex(")") + 2 :].split()  # the name in brackets may hold anything
    return None if fields[0] in "ZX" else int(fields[19])
