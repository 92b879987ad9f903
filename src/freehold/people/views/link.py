"""One-time links: GET shows one page with one form and consumes nothing; POST does what the link is for."""

from collections.abc import Callable, Mapping

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from .. import access, actions, passkeys, scope, sessions, signing_in
from ..devices import browser_of, system_of
from ..forms.signing_in import CredentialForm, NewPasswordForm, SetUpForm
from ..guards import open_to_all
from ..models import OneTimeLink, Person
from ..models.sign_in import How
from ..requests import OpenRequest, posted

Purpose = OneTimeLink.Purpose
_INVITING = (Purpose.INVITE, Purpose.RESET, Purpose.OWNER_RESET)


@open_to_all
@require_http_methods(["GET", "POST"])
def link(request: OpenRequest, token: str) -> HttpResponse:
    found = access.link_of(token)
    here = _who_is_here(request)
    if found is None or not _works(request, found):
        return _spent(request, found, here)
    if here is not None and here != found.person:
        return render(request, "people/link_other.html", {"here": here, "token": token}, status=409)
    try:
        return _HANDLERS[Purpose(found.purpose)](request, found)
    except (actions.LinkSpent, actions.AlreadySetUp):
        return _spent(request, found, here)


@open_to_all
@require_POST
def link_passkey_options(request: OpenRequest, token: str) -> HttpResponse:
    """The challenge for a passkey made by the person the link invites."""
    found = access.link_of(token)
    if found is None or found.person is None or found.purpose not in _INVITING or not _works(request, found):
        return _spent(request, None, None)
    if _who_is_here(request) not in (None, found.person):
        return _spent(request, None, None)
    if not passkeys.is_possible(request):
        return JsonResponse({"message": _("Passkeys do not work on a bare address.")}, status=409)
    return JsonResponse(passkeys.creation_options(request, found.person))


def _who_is_here(request: OpenRequest) -> Person | None:
    """Whose browser this is, locked or not."""
    return request.person or (request.locked.person if request.locked else None)


def _works(request: OpenRequest, found: OneTimeLink) -> bool:
    if found.person is not None and not found.person.is_active:
        return False
    if found.purpose == Purpose.DEMO and not _is_demo_here(request):
        return False
    if found.purpose == Purpose.SETUP and access.practice() is not None:
        return False
    if found.works_at(timezone.now()):
        return True
    if found.used_at is None and found.revoked_at is None:
        # Seen too late once is too late for good, even if the clock is set back before the worker looks.
        actions.end_expired(found)
    return False


def _is_demo_here(request: OpenRequest) -> bool:
    """Demo links ask for nothing, so they open nothing but a fictional practice on one's own machine."""
    practice = access.practice()
    is_own_machine = settings.OPTIONS.is_loopback and request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1")
    return practice is not None and practice.is_demo and is_own_machine


def _spent(request: OpenRequest, found: OneTimeLink | None, here: Person | None) -> HttpResponse:
    """The same words for wrong, expired, revoked and used; only its own user learns that they are in."""
    if found is not None and found.used_at and here is not None and here == found.person:
        onward = scope.home(found.scope) if found.scope else "/"
        return render(request, "people/link_used.html", {"onward": onward})
    return render(request, "people/link_spent.html", status=404)


def _set_up(request: OpenRequest, found: OneTimeLink) -> HttpResponse:
    form = SetUpForm(posted(request))
    if not form.is_valid():
        return _asked(request, "people/link_setup.html", {"form": form})
    owner = actions.set_up(found, **form.cleaned_data)
    signing_in.enter(request, owner, How.PASSWORD)
    return redirect("people:secure")


def _invite(request: OpenRequest, found: OneTimeLink) -> HttpResponse:
    """A password, or a passkey that the browser has just made."""
    form, made = NewPasswordForm(posted(request)), CredentialForm(posted(request))
    if made.is_valid():
        credential = made.cleaned_data["credential"]
        try:
            passkeys.refuse_if_not_made(request, credential)
        except passkeys.PasskeyRefused:
            form = NewPasswordForm()
            problem = _("The passkey could not be made. Try once more, or choose a password.")
            return _invited(request, found, form, problem)
        person = actions.accept_with_passkey(found, credential, name=device_name(request))
        signing_in.enter(request, person, How.PASSKEY)
        return redirect("people:recovery_codes" if person.is_staff_member else "/")
    if not form.is_valid():
        return _invited(request, found, form)
    person = actions.accept_with_password(found, form.cleaned_data["password"])
    signing_in.enter(request, person, How.PASSWORD)
    return redirect("/")


def _invited(
    request: OpenRequest, found: OneTimeLink, form: NewPasswordForm, problem: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "invited": found.person,
        "is_reset": found.purpose != Purpose.INVITE,
        "has_passkeys": passkeys.is_possible(request),
        "problem": problem,
    }
    return _asked(request, "people/link_invite.html", context)


def _visit(request: OpenRequest, found: OneTimeLink) -> HttpResponse:
    """Not used up before the waiting room opens: a sign-in made the day before has run out by then."""
    opens_at = access.visit_opens_at(found)
    if opens_at is not None and timezone.now() < opens_at:
        return _asked(request, "people/link_early.html", {"invited": found.person, "opens_at": opens_at})
    if request.method == "GET":
        return _asked(request, "people/link_visit.html", {"invited": found.person})
    actions.consume_link(found)
    sessions.sign_in(request, _person_of(found), how=How.LINK, scope=found.scope)
    return redirect(scope.home(found.scope) if found.scope else "/")


def _demo(request: OpenRequest, found: OneTimeLink) -> HttpResponse:
    if request.method == "GET":
        return _asked(request, "people/link_demo.html", {"invited": found.person})
    actions.consume_link(found)
    sessions.sign_in(request, _person_of(found), how=How.DEMO)
    return redirect("/")


def _asked(request: OpenRequest, template: str, context: Mapping[str, object]) -> HttpResponse:
    return render(request, template, context, status=200 if request.method == "GET" else 422)


def _person_of(found: OneTimeLink) -> Person:
    if found.person is None:
        raise ValueError("this link is nobody's")
    return found.person


def device_name(request: HttpRequest) -> str:
    """What to call a passkey until its owner calls it something."""
    user_agent = request.headers.get("User-Agent", "")
    return system_of(user_agent) or browser_of(user_agent) or _("Passkey")


_HANDLERS: dict[OneTimeLink.Purpose, Callable[[OpenRequest, OneTimeLink], HttpResponse]] = {
    Purpose.SETUP: _set_up,
    Purpose.INVITE: _invite,
    Purpose.RESET: _invite,
    Purpose.OWNER_RESET: _invite,
    Purpose.VISIT: _visit,
    Purpose.DEMO: _demo,
}
