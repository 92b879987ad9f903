"""From where: the address and sign-in that everything in the current request is written down with."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Origin(NamedTuple):
    address: str
    sign_in: str


NOWHERE = Origin("", "")
_current: ContextVar[Origin] = ContextVar("audit_origin", default=NOWHERE)


@contextmanager
def origin(address: str, sign_in: str) -> Iterator[None]:
    """Everything recorded inside comes from this address and sign-in; the middleware and commands say so."""
    token = _current.set(Origin(address, sign_in))
    try:
        yield
    finally:
        _current.reset(token)


def current_origin() -> Origin:
    return _current.get()
