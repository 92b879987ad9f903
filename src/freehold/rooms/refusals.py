"""What a refusal says to the person who meets it: the one place where rules become words."""

from dataclasses import dataclass

from django.http import JsonResponse
from django.utils.translation import gettext as _

from . import places
from .places import How, Refused


def words_for(refused: Refused) -> str:
    """A sentence that says what happened and what to do; never who else is there."""
    said = {
        places.TooEarly.code: _("It is too early: the waiting room opens a little before your session."),
        places.Over.code: _("This session is over."),
        places.WasRemoved.code: _("Your clinician has ended your part in this session."),
        places.NotCurrent.code: _(
            "This page has lost its place: the session is open on another device or page."
        ),
        places.NotWaiting.code: _("They are not in the waiting room any more."),
        places.DoorFirst.code: _("Please answer the questions at the door first."),
        places.ConsentOutdated.code: _("The consent text has changed. Please read it again."),
        places.CommitFirst.code: _("The two browsers have not yet agreed on a key."),
        places.AlreadySaid.code: _(
            "The two browsers could not agree on a key. Reload the page to try again."
        ),
        places.AlreadyBegun.code: _("This session has begun already."),
    }
    return said.get(refused.code, _("That is not possible now."))


@dataclass(frozen=True, slots=True)
class Shut:
    """What the page says to whoever finds the door shut."""

    title: str
    message: str


def shut(refused: Refused, *, how_ended: str) -> Shut:
    if refused.code == places.TooEarly.code:
        return Shut(_("You're early"), words_for(refused))
    if refused.code == places.WasRemoved.code:
        return Shut(_("You can't go back in"), words_for(refused))
    if how_ended == How.CANCELLED:
        return Shut(_("This session is not taking place"), _("It was cancelled. You need not do anything."))
    if how_ended == How.TECHNICAL_FAILURE:
        return Shut(
            _("This session is over"),
            _("The video failed, and that is nobody's fault. You may be called on the number you gave."),
        )
    return Shut(_("This session is over"), _("It has ended, and nobody can come in any more."))


def problem(refused: Refused) -> JsonResponse:
    return JsonResponse({"problem": refused.code, "message": words_for(refused)}, status=409)
