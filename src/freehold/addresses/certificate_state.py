"""What became of the tries to renew the certificate: one file, for the next try, `doctor` and the pages."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path

from freehold import certificates
from freehold.certificates import Certificate
from freehold.files import replace_whole

from . import renewal
from .managed import Managed
from .renewal import Tries

NAME = "certificate.json"


@dataclass(frozen=True)
class State:
    failures: int = 0
    """In a row, since the last success."""
    tried_at: str | None = None
    renewed_at: str | None = None
    """ISO 8601, UTC."""
    problem: str = ""
    """Why the last try failed, in words; empty after a success."""
    written_at: str | None = None
    """When owners were last written to about these failures."""
    asked_for: str = ""
    """`Managed.asked_for` of the last try."""

    def under(self, asked_for: str) -> "State":
        """What counts for a try with these settings: failures of others say nothing about it."""
        if self.asked_for in ("", asked_for):
            return replace(self, asked_for=asked_for)
        return replace(self, asked_for=asked_for, failures=0, tried_at=None)

    @property
    def tries(self) -> Tries:
        return Tries(self.failures, _moment(self.tried_at))

    @property
    def told_at(self) -> datetime | None:
        return _moment(self.written_at)


def read(data: Path) -> State:
    """Nothing tried yet where the file is missing or broken."""
    try:
        return State(**json.loads((data / NAME).read_text()))
    except (OSError, ValueError, TypeError):
        return State()


def write(data: Path, state: State) -> None:
    replace_whole(data / NAME, json.dumps(asdict(state), indent=2) + "\n", 0o600)


def held(managed: Managed) -> Certificate | None:
    """The certificate that is there; None when there is none that can be read."""
    try:
        return certificates.read_certificate(managed.file)
    except (OSError, ValueError):
        return None


def standing(managed: Managed, now: datetime) -> tuple[renewal.Standing, Certificate | None, State]:
    """How it stands, for who only wants to know."""
    certificate, state = held(managed), read(managed.data)
    return renewal.standing(certificate, state.tries, now), certificate, state


def _moment(text: str | None) -> datetime | None:
    try:
        read = datetime.fromisoformat(text) if text else None
    except ValueError:
        return None
    return read if read is None or read.tzinfo else None
