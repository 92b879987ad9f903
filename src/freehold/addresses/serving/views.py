"""The owner's page Plan: parse, call, respond."""

from ipaddress import IPv4Network

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from freehold.people.guards import roles
from freehold.people.requests import Request, posted

from ..models import AddressBlock, ServingPlan
from ..nftables import Remote
from ..plan import NoAddress, Plan
from . import access, actions, files, sheet
from .choice import Choice, is_sound, plan_of, suggestion
from .forms import PlanForm, initial


@require_GET
@roles("owner")
def plan(request: Request) -> HttpResponse:
    """What was chosen, or what Freehold would choose; settings and firewall only of what was chosen."""
    chosen = access.plan_visible_to(request.person)
    owned = access.owned_blocks(request.person)
    choice = chosen.choice if chosen else _suggested(owned)
    proof = access.newest_proof()
    context: dict[str, object] = {
        "chosen": chosen,
        "certificate": sheet.certificate(settings.OPTIONS, timezone.now()),
        "proof": proof,
        "proof_is_older": proof is not None and chosen is not None and proof.at < chosen.changed_at,
    }
    if choice is not None:
        blocks, listed = access.blocks_of(owned), access.listed_in(owned)
        context["lines"] = sheet.lines(blocks, choice, listed)
        context["floors"] = sheet.floors(owned, choice)
    if chosen is not None:
        made = plan_of(access.blocks_of(owned), chosen.choice)
        context["is_sound"] = is_sound(made.blocks, chosen.choice)
        context["is_in_effect"] = files.is_in_effect(made, settings.OPTIONS)
        context["serves_now"] = settings.OPTIONS.address
        context["settings"] = files.settings(made, settings.OPTIONS)
        context["firewall"] = files.firewall(made, settings.OPTIONS, _remote(chosen))
    return render(request, "addresses/plan.html", context)


@require_http_methods(["GET", "POST"])
@roles("owner")
def choose(request: Request) -> HttpResponse:
    chosen = access.plan_visible_to(request.person)
    owned = access.owned_blocks(request.person)
    if not owned:
        return redirect("addresses:plan")
    choice = chosen.choice if chosen else _suggested(owned)
    form = PlanForm(
        posted(request),
        blocks=access.blocks_of(owned),
        initial=initial(choice, chosen) if choice else None,
    )
    if form.is_valid():
        actions.choose(form.choice, by=request.person, **form.way)
        messages.success(
            request, _("Saved. Nothing changed on the machine: the page says what is to be done there.")
        )
        return redirect("addresses:plan")
    context = {"form": form, "owned": owned}
    return render(request, "addresses/plan_choose.html", context, status=422 if form.is_bound else 200)


@require_GET
@roles("owner")
def settings_file(request: Request) -> HttpResponse:
    made, _chosen = _made(request)
    return _file(files.settings(made, settings.OPTIONS), files.SETTINGS)


@require_GET
@roles("owner")
def firewall_file(request: Request) -> HttpResponse:
    made, chosen = _made(request)
    return _file(files.firewall(made, settings.OPTIONS, _remote(chosen)), files.FIREWALL)


def _made(request: Request) -> tuple[Plan, ServingPlan]:
    """Raises Http404 where there is none from which files could be made."""
    chosen = access.plan_visible_to(request.person)
    blocks = access.blocks_of(access.owned_blocks(request.person))
    if chosen is None or not is_sound(blocks, chosen.choice):
        raise Http404
    return plan_of(blocks, chosen.choice), chosen


def _suggested(owned: list[AddressBlock]) -> Choice | None:
    try:
        return suggestion(access.blocks_of(owned), access.listed_in(owned))
    except NoAddress:
        return None


def _remote(chosen: ServingPlan) -> Remote | None:
    if chosen.ssh_port is None:
        return None
    return Remote(chosen.ssh_port, IPv4Network(chosen.ssh_from) if chosen.ssh_from else None)


def _file(text: str, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
