"""One's own account: name, zone, how one signs in, and on which devices."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import access, actions, passkeys, sessions
from ..devices import browser_of, is_handheld, system_of
from ..forms.people import ProfileForm
from ..forms.signing_in import NewPasswordForm
from ..guards import recently_confirmed, signed_in
from ..models import SignIn
from ..requests import Request, posted
from ..second_steps import second_steps_of


@signed_in
@require_http_methods(["GET", "POST"])
def account(request: Request) -> HttpResponse:
    form = ProfileForm(posted(request), person=request.person)
    if form.is_valid():
        actions.change_profile(request.person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:account")
    context = {
        "form": form,
        "steps": second_steps_of(request.person),
        "has_passkeys": passkeys.is_possible(request),
    }
    return render(request, "people/account.html", context, status=422 if form.is_bound else 200)


@signed_in
@recently_confirmed
@require_http_methods(["GET", "POST"])
def password(request: Request) -> HttpResponse:
    """A new password; every other device is signed out."""
    form = NewPasswordForm(posted(request))
    if form.is_valid():
        actions.set_password(request.person, form.cleaned_data["password"], keeping=request.sign_in)
        request.session.cycle_key()
        messages.success(request, _("Your password is changed. Other devices are signed out."))
        return redirect("people:account")
    return render(request, "people/password.html", {"form": form}, status=422 if form.is_bound else 200)


@signed_in
@require_GET
def devices(request: Request) -> HttpResponse:
    rows = [_described(row, request.sign_in) for row in access.sign_ins_of(request.person)]
    return render(request, "people/devices.html", {"devices": rows})


def _described(row: SignIn, current: SignIn) -> dict[str, object]:
    agent = str(row.device)
    named = [part for part in (browser_of(agent), system_of(agent)) if part]
    return {
        "sign_in": row,
        "name": _("%(browser)s on %(system)s") % {"browser": named[0], "system": named[1]}
        if len(named) == 2
        else "".join(named) or _("Unknown device"),
        "icon": "smartphone" if is_handheld(agent) else "laptop",
        "is_current": row.pk == current.pk,
    }


@signed_in
@require_POST
def revoke_device(request: Request, id: UUID) -> HttpResponse:
    """Sign one device out, wherever it lies."""
    row = get_object_or_404(access.sign_ins_of(request.person), pk=id)
    if row.pk == request.sign_in.pk:
        sessions.sign_out(request)
        return redirect("people:sign_in")
    sessions.revoke(row, by=request.person)
    messages.success(request, _("That device is signed out."))
    return redirect("people:devices")
