"""Patients: the list, a new one, one's page, contact, links, care team, guardians."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from freehold import audit

from .. import access, actions, fresh_links
from ..forms.people import CareTeamForm, GuardianForm, NewPatientForm, PatientForm
from ..guards import staff
from ..models import Guardianship, OneTimeLink, Person
from ..panels import panels_of
from ..requests import Request, posted

Purpose = OneTimeLink.Purpose


@staff
@require_GET
def patients(request: Request) -> HttpResponse:
    with audit.reading("patient.list", who=request.person):
        found = list(access.patients_visible_to(request.person))
    # Opened only here: while the reading lasts, nobody else can write.
    rows = sorted(found, key=lambda patient: str(patient.name).casefold())
    return render(request, "people/patients.html", {"patients": rows})


@staff
@require_http_methods(["GET", "POST"])
def new(request: Request) -> HttpResponse:
    practice = access.practice()
    form = NewPatientForm(
        posted(request), by=request.person, initial={"zone": practice.zone if practice else ""}
    )
    if form.is_valid():
        given = {"clinician": request.person} | form.cleaned_data
        del given["shares_phone"]
        try:
            patient = actions.create_patient(**given, by=request.person)
        except actions.EmailTaken:
            form.add_error("email", _email_taken())
        else:
            return redirect("people:patient", patient.id)
    return render(request, "people/patient_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _email_taken() -> str:
    return _(
        "Somebody here already signs in with this address. It may be the same person, with a colleague: "
        "ask the front desk. Families who share one address leave it empty for all but one."
    )


@staff
@require_GET
def patient(request: Request, id: UUID) -> HttpResponse:
    found = access.patients_visible_to(request.person).get_or_404(id)
    with audit.reading("patient.read", who=request.person, whose=found, what=found):
        context = {
            "patient": found,
            "team": list(access.care_team_of(found)),
            "guardians": list(access.guardians_of(found)),
            "links": list(access.open_links_of(found)),
            "team_form": CareTeamForm(by=request.person),
            "fresh_link": fresh_links.take(request, found),
            "panels": panels_of(found, request.person),
        }
    return render(request, "people/patient.html", context)


@staff
@require_http_methods(["GET", "POST"])
def contact(request: Request, id: UUID) -> HttpResponse:
    found = access.patients_visible_to(request.person).get_or_404(id)
    names = ("name", "preferred_name", "pronouns", "email", "phone", "zone")
    with audit.reading("patient.read", who=request.person, whose=found, what=found, why="contact"):
        form = PatientForm(posted(request), initial={name: getattr(found, name) for name in names})
    if form.is_valid():
        try:
            actions.change_contact(found, **form.cleaned_data, by=request.person)
        except actions.EmailTaken:
            form.add_error("email", _email_taken())
        else:
            messages.success(request, _("Saved."))
            return redirect("people:patient", id)
    context = {"form": form, "patient": access.patients_visible_to(request.person).get_or_404(id)}
    return render(request, "people/patient_contact.html", context, status=422 if form.is_bound else 200)


@staff
@require_POST
def invite(request: Request, id: UUID) -> HttpResponse:
    """A link for the patient's own account; the older one stops working."""
    found = access.patients_visible_to(request.person).filter(is_active=True).get_or_404(id)
    if not found.email:
        messages.error(request, _("Add an e-mail address first: it is what they will sign in with."))
        return redirect("people:patient_contact", id)
    purpose = Purpose.RESET if found.has_password else Purpose.INVITE
    fresh_links.remember(request, found, actions.create_link(found, purpose, by=request.person))
    return redirect("people:patient", id)


@staff
@require_POST
def revoke_link(request: Request, id: UUID, link: UUID) -> HttpResponse:
    found = access.patients_visible_to(request.person).get_or_404(id)
    actions.revoke_link(get_object_or_404(access.open_links_of(found), pk=link), by=request.person)
    messages.success(request, _("That link opens nothing any more."))
    return redirect("people:patient", id)


@staff
@require_POST
def join(request: Request, id: UUID) -> HttpResponse:
    found = access.patients_visible_to(request.person).get_or_404(id)
    form = CareTeamForm(request.POST, by=request.person)
    if form.is_valid():
        actions.join_care_team(found, form.cleaned_data["clinician"], by=request.person)
    else:
        messages.error(request, _("Choose a clinician from the list."))
    return redirect("people:patient", id)


@staff
@require_POST
def leave(request: Request, id: UUID, place: UUID) -> HttpResponse:
    found = access.patients_visible_to(request.person).get_or_404(id)
    actions.leave_care_team(get_object_or_404(access.care_team_of(found), pk=place), by=request.person)
    is_still_visible = access.patients_visible_to(request.person).filter(pk=id).exists()
    return redirect("people:patient", id) if is_still_visible else redirect("people:patients")


@staff
@require_http_methods(["GET", "POST"])
def guardian(request: Request, id: UUID) -> HttpResponse:
    found = access.patients_visible_to(request.person).get_or_404(id)
    today = timezone.localdate()
    form = GuardianForm(posted(request), today=today, initial={"scope": Guardianship.Scope.APPOINTMENTS})
    if form.is_valid():
        try:
            actions.add_guardian(found, **form.cleaned_data, starts_on=today, by=request.person)
        except actions.EmailTaken:
            form.add_error("email", _("Somebody here signs in with this address, and not as a guardian."))
        else:
            return redirect("people:patient", id)
    context = {"form": form, "patient": found}
    return render(request, "people/guardian.html", context, status=422 if form.is_bound else 200)


@staff
@require_POST
def invite_guardian(request: Request, id: UUID, guardianship: UUID) -> HttpResponse:
    """A link for the guardian's own account, shown on the patient's page."""
    found = access.patients_visible_to(request.person).get_or_404(id)
    row = get_object_or_404(access.guardians_of(found), pk=guardianship)
    person: Person = row.guardian
    purpose = Purpose.RESET if person.has_password else Purpose.INVITE
    path = actions.create_link(person, purpose, by=request.person)
    fresh_links.remember(request, person, path, on=found)
    return redirect("people:patient", id)


@staff
@require_POST
def end_guardian(request: Request, id: UUID, guardianship: UUID) -> HttpResponse:
    found = access.patients_visible_to(request.person).get_or_404(id)
    row = get_object_or_404(access.guardians_of(found), pk=guardianship)
    actions.end_guardianship(row, by=request.person)
    messages.success(request, _("They no longer act for this patient."))
    return redirect("people:patient", id)
