"""The session page and what its script sends; each view parses, calls an action, responds."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from freehold import audit, live
from freehold.people.guards import open_to_all, quiet, signed_in
from freehold.people.requests import Request
from freehold.web.csp import room_policy

from . import access, actions, livekit, places, refusals, state
from .bootstrap import bootstrap, callback, card
from .forms import ChatForm, ConnectionForm, DoorForm, EndForm, KeyForm, TroubleForm
from .models import Session
from .places import Part, Refused

Given = ParamSpec("Given")
LONGEST_WEBHOOK = 64 * 1024


class Invalid(Exception):
    """The browser sent something that the form does not take."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors


def answers_in_json(
    view: Callable[Concatenate[Request, Given], HttpResponse],
) -> Callable[Concatenate[Request, Given], HttpResponse]:
    """Refusals become 409 with words, invalid input 422 with a message per field."""

    @wraps(view)
    def answered(request: Request, /, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return refusals.problem(refused)
        except Invalid as invalid:
            return JsonResponse({"errors": invalid.errors}, status=422)

    return answered


@require_GET
@room_policy
@signed_in
def session(request: Request, id: UUID) -> HttpResponse:
    event = live.last_event()
    found = access.sessions_for(request.person).get_or_404(id)
    mine = access.participation_of(found, request.person)
    try:
        places.refuse_if_closed(access.room_of(found), places.PersonId(request.person.id))
        places.refuse_if_out_of_time(found.starts_at, found.minutes, Part(mine.part), timezone.now())
    except Refused as refused:
        return _shut(request, found, mine.part, refused)
    with audit.reading("session.open", who=request.person, whose=access.member_of(found), what=found):
        told = bootstrap(found, request.person, sign_in=request.sign_in, event=event)
    return render(request, "rooms/session.html", {"session": found, "room": told})


@require_POST
@signed_in
@answers_in_json
def door(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    if access.participation_of(found, request.person).part != Part.MEMBER:
        raise Http404
    consented = access.has_consented(request.person)
    form = DoorForm(_sent(request), region=access.house().region, needs_consent=not consented)
    _refuse_invalid(form)
    row = actions.pass_door(found, form.answers(), by=request.person, sign_in=request.sign_in.id)
    return JsonResponse({"connection": str(row.id), "state": row.state})


@require_POST
@quiet
@signed_in
@answers_in_json
def at_door(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    actions.stand_at_door(found, by=request.person)
    return JsonResponse({})


@require_POST
@signed_in
@answers_in_json
def enter(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    row = actions.enter(found, by=request.person, sign_in=request.sign_in.id)
    return JsonResponse({"connection": str(row.id), "state": row.state})


@require_GET
@quiet
@signed_in
@answers_in_json
def state_now(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    form = ConnectionForm(request.GET)
    _refuse_invalid(form)
    told = state.told_to(found, request.person, form.cleaned_data["connection"], now=timezone.now())
    return JsonResponse(told)


@require_POST
@signed_in
@answers_in_json
def admit(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_led_by(request.person).get_or_404(id)
    actions.admit(found, _connection(request), by=request.person)
    # The page may be older than the door: the number given there is the one to call now.
    return JsonResponse({"callback": callback(found)})


@require_POST
@signed_in
@answers_in_json
def keys(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    sent = _sent(request)
    form = KeyForm({**sent, "sender": sent.get("from"), "receiver": sent.get("to")})
    _refuse_invalid(form)
    actions.say_key(found, **form.cleaned_data, by=request.person)
    return JsonResponse({})


@require_http_methods(["GET", "POST"])
@signed_in
@answers_in_json
def chat(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    if request.method == "POST":
        form = ChatForm(_sent(request))
        _refuse_invalid(form)
        message = actions.send_chat(found, form.cleaned_data["text"], by=request.person)
        return JsonResponse({"id": str(message.id)}, status=201)
    with audit.reading("session.chat_read", who=request.person, whose=access.member_of(found), what=found):
        return JsonResponse(state.chat(found, request.person), safe=False)


@require_POST
@signed_in
@answers_in_json
def leave(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    actions.leave(found, _connection(request), by=request.person)
    return JsonResponse({})


@require_POST
@signed_in
@answers_in_json
def end(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_led_by(request.person).get_or_404(id)
    form = EndForm(_sent(request))
    _refuse_invalid(form)
    actions.end_session(found, how=form.cleaned_data["how"], by=request.person)
    return JsonResponse({})


@require_POST
@signed_in
@answers_in_json
def remove(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_led_by(request.person).get_or_404(id)
    actions.remove(found, _connection(request), by=request.person)
    return JsonResponse({})


@require_GET
@signed_in
def card_of(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_led_by(request.person).get_or_404(id)
    with audit.reading("session.card", who=request.person, whose=access.member_of(found), what=found):
        told = card(found)
    if told is None:
        raise Http404
    return JsonResponse(told)


@require_POST
@signed_in
@answers_in_json
def trouble(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    form = TroubleForm(_sent(request))
    _refuse_invalid(form)
    actions.report_trouble(
        found, form.cleaned_data["connection"], form.cleaned_data["what"], by=request.person
    )
    return JsonResponse({})


@require_POST
@quiet
@signed_in
@answers_in_json
def heartbeat(request: Request, id: UUID) -> HttpResponse:
    found = access.sessions_for(request.person).get_or_404(id)
    actions.beat(found, _connection(request), by=request.person)
    return JsonResponse({})


@require_safe
@quiet
@signed_in
def reachable(request: Request, id: UUID) -> HttpResponse:
    """What livekit-client asks (HEAD) when its browser is online again; signalling itself is the gate's."""
    access.sessions_for(request.person).get_or_404(id)
    return HttpResponse()


@csrf_exempt
@require_POST
@quiet
@open_to_all
def livekit_hook(request: HttpRequest) -> HttpResponse:
    """An event of the media server. A second delivery gets 200 too: it is sent when our answer was lost."""
    if int(request.headers.get("Content-Length") or 0) > LONGEST_WEBHOOK:
        return HttpResponse(status=413)
    try:
        event = livekit.read_webhook(
            request.body,
            request.content_type or "",
            request.headers.get("Authorization", ""),
            now=timezone.now(),
        )
    except livekit.Forged:
        return HttpResponse(status=401)
    actions.take_in(event)
    return HttpResponse()


def _sent(request: HttpRequest) -> dict[str, Any]:
    """Raises: Invalid when the body is no JSON object."""
    try:
        sent = json.loads(request.body or b"{}")
    except ValueError as error:
        raise Invalid({"": "not JSON"}) from error
    if not isinstance(sent, dict):
        raise Invalid({"": "not an object"})
    return sent


def _refuse_invalid(form: Form) -> None:
    if not form.is_valid():
        raise Invalid({field: str(messages[0]) for field, messages in form.errors.items()})


def _connection(request: HttpRequest) -> UUID:
    form = ConnectionForm(_sent(request))
    _refuse_invalid(form)
    connection: UUID = form.cleaned_data["connection"]
    return connection


def _shut(request: Request, found: Session, part: str, refused: Refused) -> HttpResponse:
    """The door is shut: a page that says why and what to do."""
    told = refusals.shut(refused, how_ended=found.how_ended)
    house = access.house()
    shown = {
        "session": found,
        "code": refused.code,
        "title": told.title,
        "message": told.message,
        "opens_at": places.opens_at(found.starts_at, Part(part)),
        "other": access.other_than(found, request.person).person,
        "call": house.phone if part == Part.MEMBER else "",
        "may_go_home": not request.sign_in.scope,
    }
    return render(request, "rooms/shut.html", shown)
