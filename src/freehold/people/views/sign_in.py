"""Signing in and out."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from .. import passkeys, refusals, sessions, signing_in
from ..forms.signing_in import CodeForm, CredentialForm, SignInForm
from ..guards import before_second_factor, open_to_all
from ..limits import TooOften
from ..models.sign_in import How
from ..requests import OpenRequest, posted


def next_page(request: HttpRequest) -> str:
    return refusals.safe_next(request.POST.get("next") or request.GET.get("next"))


def too_often(fault: TooOften) -> str:
    return ngettext(
        "Too many tries. Please wait %(minutes)d minute, then try again.",
        "Too many tries. Please wait %(minutes)d minutes, then try again.",
        fault.minutes,
    ) % {"minutes": fault.minutes}


@open_to_all
@require_http_methods(["GET", "POST"])
def sign_in(request: OpenRequest) -> HttpResponse:
    if request.method == "GET":
        if request.person is not None:
            return redirect(next_page(request))
        if request.locked:
            return redirect(refusals.with_next("people:unlock", next_page(request)))
        return _page(request, SignInForm())
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        person = signing_in.person_with_password(request, **form.cleaned_data)
    except signing_in.Refused:
        form.add_error(
            None,
            _(
                "That e-mail and password do not belong together here. Look for a typing mistake, or ask the "
                "practice for a new link if you forgot the password."
            ),
        )
        return _page(request, form, status=422)
    except TooOften as fault:
        form.add_error(None, too_often(fault))
        return _page(request, form, status=429)
    if signing_in.needs_second_step(person):
        signing_in.remember_password_given(request, person)
        return redirect(refusals.with_next("people:code", next_page(request)))
    signing_in.enter(request, person, How.PASSWORD)
    return redirect(next_page(request))


def _page(request: OpenRequest, form: SignInForm, *, status: int = 200, problem: str = "") -> HttpResponse:
    context = {
        "form": form,
        "next": next_page(request),
        "problem": problem,
        "has_passkeys": passkeys.is_possible(request),
    }
    return render(request, "people/sign_in.html", context, status=status)


@open_to_all
@require_http_methods(["GET", "POST"])
def code(request: OpenRequest) -> HttpResponse:
    """The second step, for ten minutes after the first."""
    person = signing_in.who_gave_password(request)
    if person is None:
        return redirect(refusals.with_next("people:sign_in", next_page(request)))
    form = CodeForm(posted(request))
    status = 200
    if form.is_valid():
        try:
            how = signing_in.second_step(person, form.cleaned_data["code"])
        except signing_in.Refused:
            form.add_error("code", _("This code is not right, or was used already. Wait for the next one."))
            status = 422
        except TooOften as fault:
            form.add_error("code", too_often(fault))
            status = 429
        else:
            signing_in.enter(request, person, how)
            return redirect(next_page(request))
    elif form.is_bound:
        status = 422
    context = {"form": form, "next": next_page(request), "has_passkeys": passkeys.is_possible(request)}
    return render(request, "people/code.html", context, status=status)


@open_to_all
@require_POST
def passkey_options(request: OpenRequest) -> HttpResponse:
    """The challenge for a passkey; the same for everybody, so it tells nothing about anybody."""
    if not passkeys.is_possible(request):
        return JsonResponse({"message": _("Passkeys do not work on a bare address.")}, status=409)
    return JsonResponse(passkeys.request_options(request))


@open_to_all
@require_POST
def passkey(request: OpenRequest) -> HttpResponse:
    """A passkey's answer to the challenge."""
    form = CredentialForm(request.POST)
    try:
        if not form.is_valid():
            raise signing_in.Refused
        person = signing_in.person_with_passkey(request, form.cleaned_data["credential"])
    except signing_in.Refused:
        problem = _(
            "This passkey did not sign you in. Use your password, or ask the practice for a new link."
        )
        return _page(request, SignInForm(), status=422, problem=problem)
    except TooOften as fault:
        return _page(request, SignInForm(), status=429, problem=too_often(fault))
    signing_in.enter(request, person, How.PASSKEY)
    return redirect(next_page(request))


@open_to_all
@before_second_factor
@require_POST
def sign_out(request: OpenRequest) -> HttpResponse:
    """End the sign-in of this browser, locked or not; then a link that waited, or the sign-in page."""
    sessions.sign_out(request)
    waiting = refusals.safe_next(request.POST.get("next"))
    return redirect(waiting if waiting.startswith("/link/") else "people:sign_in")
