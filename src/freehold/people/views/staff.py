"""Colleagues: who works here, what they may do, inviting and leaving. The owner's pages."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from .. import access, actions, fresh_links
from ..forms.people import StaffForm
from ..guards import roles
from ..models import OneTimeLink, Person
from ..requests import Request, posted
from ..second_steps import second_steps_of

Purpose = OneTimeLink.Purpose


@roles("owner")
@require_GET
def staff(request: Request) -> HttpResponse:
    everybody = list(access.staff_managed_by(request.person))
    secured = set(Authenticator.objects.values_list("user_id", flat=True))
    everybody.sort(key=lambda person: (not person.is_active, str(person.name).casefold()))
    rows = [{"person": person, "is_secured": person.pk in secured} for person in everybody]
    return render(request, "people/staff.html", {"rows": rows})


@roles("owner")
@require_http_methods(["GET", "POST"])
def invite(request: Request) -> HttpResponse:
    form = StaffForm(posted(request), by=request.person, initial={"role": "clinician"})
    if form.is_valid():
        try:
            person = actions.invite_staff(**form.cleaned_data, zone="", by=request.person)
        except actions.EmailTaken:
            form.add_error("email", _("Somebody here already signs in with this address. Use another one."))
        else:
            fresh_links.remember(
                request, person, actions.create_link(person, Purpose.INVITE, by=request.person)
            )
            return redirect("people:colleague", person.id)
    return render(request, "people/staff_invite.html", {"form": form}, status=422 if form.is_bound else 200)


@roles("owner")
@require_http_methods(["GET", "POST"])
def colleague(request: Request, id: UUID) -> HttpResponse:
    person = access.staff_managed_by(request.person).get_or_404(id)
    form = StaffForm(posted(request), by=request.person, of=person, initial=_initial(person))
    if form.is_valid():
        try:
            actions.change_colleague(person, **form.cleaned_data, by=request.person)
        except actions.EmailTaken:
            form.add_error("email", _("Somebody else here signs in with this address. Use another one."))
        except actions.LastOwner:
            form.add_error("role", _("A practice needs an owner. Make somebody else an owner first."))
        else:
            messages.success(request, _("Saved."))
            return redirect("people:colleague", person.id)
    context = {
        "form": form,
        "colleague": access.staff_managed_by(request.person).get_or_404(id),
        "steps": second_steps_of(person),
        "links": access.open_links_of(person),
        "fresh_link": fresh_links.take(request, person) if request.method == "GET" else "",
    }
    return render(request, "people/colleague.html", context, status=422 if form.is_bound else 200)


def _initial(person: Person) -> dict[str, object]:
    names = ("name", "email", "role", "is_prescriber", "is_supervisor", "sees_patients", "supervisor")
    return {name: getattr(person, name) for name in names}


@roles("owner")
@require_POST
def colleague_link(request: Request, id: UUID) -> HttpResponse:
    """A new way in: for somebody who has not come yet, or who lost phone or password."""
    person = access.staff_managed_by(request.person).filter(is_active=True).get_or_404(id)
    purpose = Purpose.RESET if person.has_password or second_steps_of(person).is_any else Purpose.INVITE
    fresh_links.remember(request, person, actions.create_link(person, purpose, by=request.person))
    return redirect("people:colleague", person.id)


@roles("owner")
@require_POST
def deactivate(request: Request, id: UUID) -> HttpResponse:
    person = access.staff_managed_by(request.person).get_or_404(id)
    try:
        actions.deactivate(person, by=request.person)
    except actions.LastOwner:
        messages.error(request, _("A practice needs an owner. Make somebody else an owner first."))
    else:
        messages.success(request, _("They are signed out everywhere and cannot sign in any more."))
    return redirect("people:colleague", id)


@roles("owner")
@require_POST
def reactivate(request: Request, id: UUID) -> HttpResponse:
    person = access.staff_managed_by(request.person).get_or_404(id)
    actions.reactivate(person, by=request.person)
    messages.success(request, _("They can sign in again."))
    return redirect("people:colleague", id)
