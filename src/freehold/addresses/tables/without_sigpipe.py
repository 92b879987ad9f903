"""mrtparse, imported so that it leaves this process's signals alone.

As it comes it sets SIGPIPE to its default: from then on a web server or worker that has it dies when
somebody closes a connection too early, and outside the main thread the import fails. Where a system has no
such signal it goes on without, so for the moment of its import ours has none.
"""

import signal

_sigpipe = signal.SIGPIPE
del signal.SIGPIPE
try:
    import mrtparse  # type: ignore[import-untyped]
finally:
    signal.SIGPIPE = _sigpipe  # type: ignore[misc]

__all__ = ["mrtparse"]
