"""How the launcher ends when it cannot go on: what was wrong, what to do, and an exit code with a meaning.

0 done · 1 failed · 2 wrong use, or cannot tell · 69 something this machine lacks · 73 a file or folder that
cannot be used · 75 busy, try again later · 130 interrupted. (From 64 on: sysexits.h.)
"""

FAILED = 1
WRONG_USE = 2
LACKING = 69
UNUSABLE = 73
BUSY = 75
INTERRUPTED = 130


class Stop(Exception):
    """Ends the command with `text` on standard error and `code`."""

    def __init__(self, text: str, code: int = FAILED) -> None:
        super().__init__(text)
        self.code = code
