"""A child that dies with its parent, so that a killed supervisor leaves nothing behind. Linux only."""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(*, by: signal.Signals = signal.SIGKILL) -> None:
    """Ask the kernel to send `by` to this process when its parent ends, however it ends.

    Call it from the main thread: the kernel keeps the wish with the calling *thread* and forgets it with that
    thread. It also fires when the parent's *thread* that started us ends, so start children from a main thread.
    `FREEHOLD_PARENT`, when the starter sets it, closes the gap before this call: a parent already gone ends us.
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
