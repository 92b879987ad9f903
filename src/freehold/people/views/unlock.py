"""The lock page: the same person proves who they are, and finds everything as it was."""

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import access, actions, passkeys, refusals, sessions, signing_in
from ..forms.signing_in import CredentialForm, UnlockForm
from ..guards import open_to_all, signed_in
from ..lasting import Standing
from ..limits import TooOften
from ..models import SignIn
from ..models.sign_in import How
from ..requests import OpenRequest, Request
from ..second_steps import second_steps_of
from ..sessions import HELD
from .sign_in import next_page, too_often


@open_to_all
@require_http_methods(["GET", "POST"])
def unlock(request: OpenRequest) -> HttpResponse:
    """Password, and a code where one is due."""
    held = request.locked or request.sign_in
    if held is None:
        return redirect(refusals.with_next("people:sign_in", next_page(request)))
    if request.method == "GET":
        return _page(request, held, UnlockForm(asks_code=_asks_code(held)))
    if _is_demo(held):
        return _open(request, held, How.DEMO)
    form = UnlockForm(request.POST, asks_code=_asks_code(held))
    if not form.is_valid():
        return _page(request, held, form, status=422)
    try:
        how = signing_in.proved_again(
            request,
            held.person,
            password=form.cleaned_data["password"],
            code=form.cleaned_data.get("code", ""),
        )
    except signing_in.Refused:
        form.add_error(None, _("That did not match. Your page is still locked, and nothing on it is lost."))
        return _page(request, held, form, status=422)
    except TooOften as fault:
        form.add_error(None, too_often(fault))
        return _page(request, held, form, status=429)
    return _open(request, held, how)


@open_to_all
@require_POST
def unlock_with_passkey(request: OpenRequest) -> HttpResponse:
    """A passkey of the same person."""
    held = request.locked or request.sign_in
    form = CredentialForm(request.POST)
    if held is None:
        return redirect(refusals.with_next("people:sign_in", next_page(request)))
    try:
        if not form.is_valid():
            raise signing_in.Refused
        person = signing_in.person_with_passkey(request, form.cleaned_data["credential"])
        if person != held.person:
            raise signing_in.Refused
    except (signing_in.Refused, TooOften):
        problem = _("This passkey did not unlock the page. Use your password.")
        again = UnlockForm(asks_code=_asks_code(held))
        return _page(request, held, again, status=422, problem=problem)
    return _open(request, held, How.PASSKEY)


def _asks_code(held: SignIn) -> bool:
    return signing_in.needs_second_step(held.person)


def _is_demo(held: SignIn) -> bool:
    practice = access.practice()
    return held.how == How.DEMO and practice is not None and practice.is_demo


def _page(
    request: OpenRequest, held: SignIn, form: UnlockForm, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "locked_person": held.person,
        "is_lock": request.locked is not None,
        "is_demo": _is_demo(held),
        "next": next_page(request),
        "problem": problem,
        "has_passkeys": passkeys.is_possible(request),
        "prefers_passkey": passkeys.is_possible(request) and second_steps_of(held.person).passkeys,
        "shell": "web/shells/plain.html",
    }
    return render(request, "people/unlock.html", context, status=status)


def _open(request: OpenRequest, held: SignIn, how: How) -> HttpResponse:
    """The same sign-in goes on; one that ran out is followed by a new one. A form that waited comes first."""
    if held.standing(timezone.now()) is Standing.EXPIRED:
        sessions.sign_in(request, held.person, how=how)
    else:
        actions.confirm_sign_in(held, how=how)
        request.session.cycle_key()
    form = request.session.get(HELD)
    if form and form["person"] == str(held.person_id) and not form["is_shown"]:
        return redirect(refusals.with_next("people:resume", next_page(request)))
    return redirect(next_page(request))


@signed_in
@require_GET
def resume(request: Request) -> HttpResponse:
    """A form that was sent after the screen locked, to be sent now or left."""
    held = request.session.get(HELD)
    if not held or held["person"] != str(request.person.id):
        raise Http404
    request.session[HELD] = held | {"is_shown": True}
    kept = QueryDict(held["form"])
    pairs = [(name, value) for name, values in kept.lists() for value in values]
    return render(
        request, "people/resume.html", {"path": held["path"], "pairs": pairs, "next": next_page(request)}
    )
