"""Why the diary says no, in words that say what to do instead."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from freehold.people.models import Person
from freehold.web.spoken_times import when, words
from freehold.web.times import clock, place

from .models import Appointment
from .refusals import Clashes, InThePast, NotInCareTeam, NotYet
from .states import NotFromHere
from .wall_time import NeverOnTheWall

REFUSALS = (NeverOnTheWall, InThePast, NotInCareTeam, Clashes, NotYet, NotFromHere)


def said(refusal: Exception, *, reader: Person) -> tuple[str | None, str]:
    """The field of the form that the refusal is about, or None, and what to say.

    Raises:
        TypeError: a refusal that nobody has found words for.
    """
    match refusal:
        case NeverOnTheWall():
            return "at", _(
                "The clocks in %(place)s skip this time that night. The next that exists is %(time)s."
            ) % {
                "place": place(ZoneInfo(refusal.zone)),
                "time": _wall(refusal.instead),
            }
        case InThePast():
            return "at", _("That time has gone by. Choose a later one, or start the session now.")
        case NotInCareTeam():
            return "patient", _(
                "This clinician is not on the patient's care team. Add them on the patient's page, then book."
            )
        case Clashes():
            return "anyway", " ".join(_clash(other, reader) for other in refusal.others)
        case NotYet():
            return None, _("Its time has not come yet. You can do this once it should have begun.")
        case NotFromHere():
            return None, _(
                "Something has happened in the meantime, so this is not possible now. See how it stands."
            )
    raise TypeError(f"no words for {type(refusal).__name__}")


def _wall(local: datetime) -> str:
    return clock(local, words())


def _clash(other: Appointment, reader: Person) -> str:
    """Who is taken, and when. A clinician does not learn here whom a colleague sees."""
    time = when(other.starts_at, other.ends_at, reader=reader, with_day=False)
    if other.clinician_id == reader.id or reader.role in ("owner", "front_desk"):
        return _("%(clinician)s and %(patient)s have an appointment at that time: %(time)s.") % {
            "clinician": other.clinician.name,
            "patient": other.patient.name,
            "time": time,
        }
    return _("%(patient)s has another appointment at that time: %(time)s.") % {
        "patient": other.patient.name,
        "time": time,
    }
