"""What a refusal says to the person who meets it: the one place where rules become words."""

from django.http import JsonResponse
from django.utils.translation import gettext as _

from . import places
from .places import Refused


def words_for(refused: Refused) -> str:
    """A sentence that says what happened and what to do; never who else is there."""
    said = {
        places.TooEarly.code: _("It is too early: the waiting room opens a little before your session."),
        places.Over.code: _("This session is over. Nothing you wrote is lost."),
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


def problem(refused: Refused) -> JsonResponse:
    return JsonResponse({"problem": refused.code, "message": words_for(refused)}, status=409)
