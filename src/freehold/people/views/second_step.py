"""Enrolling and removing second steps: authenticator app, passkeys, recovery codes."""

import segno
from allauth.mfa.adapter import get_adapter
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import actions, passkeys, refusals, totp
from ..forms.signing_in import CredentialForm, FirstCodeForm
from ..guards import before_second_factor, recently_confirmed, signed_in
from ..models.sign_in import How
from ..requests import Request, posted
from ..second_steps import second_steps_of
from .link import device_name
from .sign_in import next_page

APP_SECRET = "new_app_secret"  # noqa: S105  # the session's name for it
FRESH_CODES = "fresh_codes"


@signed_in
@before_second_factor
@require_GET
def secure(request: Request) -> HttpResponse:
    """Staff who have no second step yet choose one here; nothing else opens before."""
    if second_steps_of(request.person).is_any:
        return redirect("people:account")
    context = {"next": next_page(request), "has_passkeys": passkeys.is_possible(request)}
    return render(request, "people/secure.html", context | _frame(request))


@signed_in
@before_second_factor
@recently_confirmed
@require_http_methods(["GET", "POST"])
def authenticator(request: Request) -> HttpResponse:
    """A fresh secret for an app, kept in the session until its first code proves that the app has it."""
    secret = request.session.setdefault(APP_SECRET, totp.fresh_secret())
    request.session.modified = True
    form = FirstCodeForm(posted(request))
    if form.is_valid():
        step = totp.step_of(form.cleaned_data["code"], secret, seconds=timezone.now().timestamp())
        if step is not None:
            actions.activate_authenticator(request.person, secret, step=step)
            del request.session[APP_SECRET]
            return _enrolled(request, How.PASSWORD_AND_CODE)
        form.add_error(
            "code",
            _("This is not the code we expect now. Wait for the next one, and check the phone's clock."),
        )
    context = {
        "form": form,
        "picture": _picture(get_adapter().build_totp_url(request.person, secret)),
        "secret": totp.grouped(secret),
        "next": next_page(request),
    }
    status = 422 if form.is_bound else 200
    return render(request, "people/authenticator.html", context | _frame(request), status=status)


def _frame(request: Request) -> dict[str, str]:
    """Before the second step nothing else opens, so no way to anything else is shown."""
    return {} if request.sign_in.is_enough else {"shell": "web/shells/plain.html"}


def _picture(url: str) -> str:
    """The address as an SVG in the page itself: `data:` is not in our policy, and no file should hold it."""
    svg = segno.make(url, error="m").svg_inline(border=3, omitsize=True, dark="#000", light="#fff")
    return mark_safe(svg)  # noqa: S308  # drawn by segno from modules, no text in it


@signed_in
@before_second_factor
@recently_confirmed
@require_POST
def new_passkey_options(request: Request) -> HttpResponse:
    if not passkeys.is_possible(request):
        return JsonResponse({"message": _("Passkeys do not work on a bare address.")}, status=409)
    return JsonResponse(passkeys.creation_options(request, request.person))


@signed_in
@before_second_factor
@recently_confirmed
@require_POST
def new_passkey(request: Request) -> HttpResponse:
    form = CredentialForm(request.POST)
    try:
        if not form.is_valid():
            raise passkeys.PasskeyRefused
        passkeys.refuse_if_not_made(request, form.cleaned_data["credential"])
    except passkeys.PasskeyRefused:
        context = {
            "next": next_page(request),
            "has_passkeys": passkeys.is_possible(request),
            "problem": _("The passkey could not be made. Nothing has changed; please try again."),
        }
        return render(request, "people/secure.html", context | _frame(request), status=422)
    actions.add_passkey(request.person, name=device_name(request), credential=form.cleaned_data["credential"])
    return _enrolled(request, How.PASSKEY)


def _enrolled(request: Request, how: How) -> HttpResponse:
    """This sign-in now counts as made with the new step; whoever has no recovery codes gets them next."""
    actions.confirm_sign_in(request.sign_in, how=how)
    request.session.cycle_key()
    if second_steps_of(request.person).codes_left == 0 and request.person.has_password:
        request.session[FRESH_CODES] = actions.renew_recovery_codes(request.person)
        return redirect(refusals.with_next("people:recovery_codes", next_page(request)))
    return redirect("people:account" if next_page(request) == "/" else next_page(request))


@signed_in
@recently_confirmed
@require_POST
def remove(request: Request, id: int) -> HttpResponse:
    """An app or a passkey of one's own."""
    steps = second_steps_of(request.person)
    own = [key.authenticator for key in steps.passkeys] + ([steps.app] if steps.app else [])
    chosen = next((authenticator for authenticator in own if authenticator.id == id), None)
    if chosen is None:
        raise Http404
    try:
        actions.remove_authenticator(request.person, chosen)
    except actions.LastSecondStep:
        return render(request, "people/last_step.html", status=409)
    return redirect("people:account")


@signed_in
@recently_confirmed
@require_http_methods(["GET", "POST"])
def recovery_codes(request: Request) -> HttpResponse:
    """Shown until their owner says they are kept, and never again. POST makes new ones or says so."""
    if request.method == "POST" and "kept" in request.POST:
        request.session.pop(FRESH_CODES, None)
        return redirect(next_page(request))
    if request.method == "POST":
        request.session[FRESH_CODES] = actions.renew_recovery_codes(request.person)
        return redirect("people:recovery_codes")
    context = {
        "codes": request.session.get(FRESH_CODES, []),
        "steps": second_steps_of(request.person),
        "next": next_page(request),
    }
    return render(request, "people/recovery_codes.html", context)
