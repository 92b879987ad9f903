"""What parts above add to the page about a patient. People knows none of them: each registers when it starts.

    panels.register(sessions_of_patient, place=10)

A panel is built inside the reading of the page, which stands on the record before anything is read.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .models import Person


@dataclass(frozen=True)
class Panel:
    """A template, and what it finds in its context as `panel.shown`."""

    template: str
    shown: object


Builder = Callable[[Person, Person], Panel | None]
"""Of a patient and of who reads the page; None where there is nothing for this reader."""

_builders: dict[Builder, int] = {}


def register(builder: Builder, *, place: int) -> None:
    """Show what `builder` makes on every patient's page, panels of a lower `place` first."""
    _builders[builder] = place


def panels_of(patient: Person, reader: Person) -> list[Panel]:
    """The panels of the page about `patient` as `reader` may see them, in order."""
    in_order = sorted(_builders, key=_builders.__getitem__)
    return [panel for builder in in_order if (panel := builder(patient, reader)) is not None]
