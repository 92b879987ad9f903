"""The diary's pages: parse, call, respond."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from freehold import audit
from freehold.addresses.serving.access import proof_that_holds
from freehold.people import access as people
from freehold.people import actions as people_actions
from freehold.people import fresh_links, scope
from freehold.people.guards import quiet, signed_in, staff
from freehold.people.models import Person
from freehold.people.requests import Request, posted

from . import access, actions
from .attendance import present_in
from .boards import staff_day
from .choices import choices
from .clocks import other_clocks
from .forms import BookForm, CancelForm, WeekForm, WhenForm
from .home import patient_home, visit
from .models import Appointment
from .wall_time import next_half_hour, on_the_wall
from .week import week
from .words import REFUSALS, said


@require_GET
@signed_in
def today(request: Request) -> HttpResponse:
    """Home: the day of who works here, the next session of who is cared for."""
    context = _board(request.person) | {"proof": proof_that_holds(request.person)}
    return render(request, f"schedule/{_kind(request.person)}.html", context)


@require_GET
@quiet
@signed_in
def today_again(request: Request) -> HttpResponse:
    """The part of the home page that changes, asked for by the page itself when something happened."""
    return render(request, f"schedule/_{_kind(request.person)}.html", _board(request.person))


def _kind(person: Person) -> str:
    return "today" if person.is_staff_member else "home"


def _board(person: Person) -> dict[str, object]:
    return {"board": staff_day(person) if person.is_staff_member else patient_home(person)}


@require_GET
@staff
def diary(request: Request) -> HttpResponse:
    """A week, from today or from the day the address names."""
    form = WeekForm(request.GET)
    begins = form.cleaned_data["from"] if form.is_valid() else None
    return render(request, "schedule/diary.html", {"week": week(request.person, begins)})


@require_http_methods(["GET", "POST"])
@staff
def book(request: Request) -> HttpResponse:
    if request.method == "GET":
        return _booking_page(request, _book_form(request, initial=_suggested(request)))
    form = _book_form(request, data=request.POST)
    if form.is_valid():
        try:
            booked = actions.book(
                **form.who,
                meant=form.meant,
                minutes=form.cleaned_data["minutes"],
                by=request.person,
                despite_clash=form.cleaned_data["anyway"],
            )
        except REFUSALS as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("Booked."))
            return redirect("schedule:appointment", id=booked.id)
    return _booking_page(request, form)


@require_POST
@staff
def start(request: Request) -> HttpResponse:
    """A session that nobody booked; whoever leads it goes straight to its door."""
    form = _book_form(request, data=request.POST, is_now=True)
    if form.is_valid():
        try:
            began = actions.start_now(**form.who, minutes=form.cleaned_data["minutes"], by=request.person)
        except REFUSALS as refusal:
            form.explain(refusal)
        else:
            messages.success(
                request, _("It can begin. Send the patient a link, if they have no other way in.")
            )
            return redirect("schedule:appointment", id=began.id)
    return _booking_page(request, form)


def _book_form(request: Request, **given: Any) -> BookForm:
    """It lists every patient one may book, so making it is a reading."""
    with audit.reading("patient.list", who=request.person, why="booking"):
        return BookForm(person=request.person, **given)


def _booking_page(request: Request, form: BookForm) -> HttpResponse:
    return render(request, "schedule/book.html", {"form": form}, status=422 if form.is_bound else 200)


def _suggested(request: Request) -> dict[str, object]:
    """The patient a link named, and the next full half hour on the practice's wall."""
    soon = next_half_hour(timezone.now(), access.practice_zone())
    return {"patient": request.GET.get("patient", ""), "day": soon.date(), "at": soon.time()}


@require_GET
@signed_in
def appointment(request: Request, id: UUID) -> HttpResponse:
    return _page(request, _opened(request, id))


def _opened(request: Request, id: UUID) -> Appointment:
    """The appointment of that id, its reading on the record."""
    found = access.appointments_visible_to(request.person).get_or_404(id)
    with audit.reading("appointment.read", who=request.person, whose=found.patient_id, what=found):
        return found


def _page(request: Request, found: Appointment, *, refused: str = "") -> HttpResponse:
    now = timezone.now()
    present = present_in(access.with_known_minutes([found], request.person), now).get(found.id, ())
    if not request.person.is_staff_member:
        shown = {"appointment": found, "visit": visit(found, request.person, now), "present": present}
        return render(request, "schedule/own_appointment.html", shown)
    shown = {
        "appointment": found,
        "choices": choices(found.slot, now),
        "elsewhere": other_clocks(found, request.person),
        "link": fresh_links.take(request, found.patient),
        "refused": refused,
        "present": present,
        "patient_page": _patient_page(request.person, found),
    }
    return render(request, "schedule/appointment.html", shown, status=409 if refused else 200)


def _patient_page(person: Person, found: Appointment) -> str:
    """Where the page about the patient is; "" for who may not open it, such as after the care has ended."""
    may_open = people.patients_visible_to(person).filter(pk=found.patient_id).exists()
    return reverse("people:patient", args=[found.patient_id]) if may_open else ""


@require_http_methods(["GET", "POST"])
@staff
def move(request: Request, id: UUID) -> HttpResponse:
    found = _opened(request, id)
    if request.method == "GET":
        return _move_page(request, found, WhenForm(person=request.person, initial=_standing(found)))
    form = WhenForm(request.POST, person=request.person)
    if form.is_valid():
        try:
            actions.move(
                found,
                meant=form.meant,
                minutes=form.cleaned_data["minutes"],
                by=request.person,
                despite_clash=form.cleaned_data["anyway"],
            )
        except REFUSALS as refusal:
            form.explain(refusal)
        else:
            messages.success(request, _("Moved. Links to it work as before."))
            return redirect("schedule:appointment", id=id)
    return _move_page(request, found, form)


def _move_page(request: Request, found: Appointment, form: WhenForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "schedule/move.html", {"appointment": found, "form": form}, status=status)


def _standing(found: Appointment) -> dict[str, object]:
    """When it is now, as the practice's wall shows it."""
    local = on_the_wall(found.starts_at, access.practice_zone()).local
    return {"day": local.date(), "at": local.time(), "minutes": found.minutes}


@require_http_methods(["GET", "POST"])
@staff
def cancel(request: Request, id: UUID) -> HttpResponse:
    found = _opened(request, id)
    form = CancelForm(posted(request))
    if form.is_valid():
        try:
            actions.cancel(found, reason=form.cleaned_data["reason"], by=request.person)
        except REFUSALS as refusal:
            form.add_error(None, said(refusal, reader=request.person)[1])
        else:
            messages.success(request, _("Cancelled."))
            return redirect("schedule:appointment", id=id)
    status = 422 if form.is_bound else 200
    return render(request, "schedule/cancel.html", {"appointment": found, "form": form}, status=status)


@require_POST
@staff
def no_show(request: Request, id: UUID) -> HttpResponse:
    return _settle(request, id, actions.mark_no_show)


@require_POST
@staff
def technical_failure(request: Request, id: UUID) -> HttpResponse:
    return _settle(request, id, actions.mark_technical_failure)


def _settle(request: Request, id: UUID, settle: Callable[..., Appointment]) -> HttpResponse:
    found = access.appointments_visible_to(request.person).get_or_404(id)
    try:
        settle(found, by=request.person)
    except REFUSALS as refusal:
        found = access.appointments_visible_to(request.person).get_or_404(id)
        return _page(request, found, refused=said(refusal, reader=request.person)[1])
    messages.success(request, _("Noted."))
    return redirect("schedule:appointment", id=id)


@require_POST
@staff
def visit_link(request: Request, id: UUID) -> HttpResponse:
    """A one-time link into this one session, shown now and never again."""
    found = access.appointments_visible_to(request.person).get_or_404(id)
    path = people_actions.create_link(
        found.patient,
        "visit",
        lasting=found.visit_link_lasts(timezone.now()),
        scope=scope.for_session(found.session_id),
        by=request.person,
    )
    fresh_links.remember(request, found.patient, path)
    return redirect("schedule:appointment", id=id)
