"""The owner's pages of blocks: parse, call, respond. No audit runs in a request."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from freehold import smtp
from freehold.people.guards import quiet, roles
from freehold.people.requests import Request, posted

from . import access, actions, sheets
from .forms import CANDIDATE, OWNED, BlockForm, CompareForm, DetailsForm
from .models import AddressBlock, Run
from .refusals import OnTheListAlready, UnderWay
from .serving.access import plan_visible_to

HISTORY = 12


@require_GET
@roles("owner")
def blocks(request: Request) -> HttpResponse:
    return render(request, "addresses/blocks.html", _list(request))


@require_GET
@quiet
@roles("owner")
def blocks_again(request: Request) -> HttpResponse:
    """The list alone, asked for by the page when something happened."""
    return render(request, "addresses/_blocks.html", _list(request))


def _list(request: Request) -> dict[str, object]:
    lines = sheets.lines(access.blocks_visible_to(request.person))
    return {
        "owned": [line for line in lines if line.block.is_owned],
        "candidates": [line for line in lines if not line.block.is_owned],
        "may_compare": sum(line.newest is not None for line in lines) > 1,
    }


@require_http_methods(["GET", "POST"])
@roles("owner")
def add(request: Request) -> HttpResponse:
    form = BlockForm(posted(request))
    if form.is_valid():
        try:
            added = actions.add_block(form.cleaned_data["block"], by=request.person, **form.details)
        except OnTheListAlready as there:
            messages.info(request, _("This block is on your list already. Here it is."))
            return redirect("addresses:block", there.id)
        actions.ask_for_audit(added, by=request.person)
        return redirect("addresses:block", added.id)
    return render(request, "addresses/add.html", {"form": form}, status=422 if form.is_bound else 200)


@require_GET
@roles("owner")
def block(request: Request, id: UUID) -> HttpResponse:
    """The newest report, what is under way, what changed, and earlier audits."""
    found = access.blocks_visible_to(request.person).get_or_404(id)
    return _block_page(request, found, access.newest_report(found))


@require_GET
@roles("owner")
def run(request: Request, id: UUID, run: UUID) -> HttpResponse:
    """An earlier report."""
    found = access.blocks_visible_to(request.person).get_or_404(id)
    return _block_page(request, found, _finished(found, run))


def _block_page(request: Request, found: AddressBlock, shown: Run | None) -> HttpResponse:
    newest = access.newest_report(found) if shown else None
    plan = plan_visible_to(request.person) if found.is_owned else None
    context = {
        "address_block": found,
        "run": shown,
        "is_newest": shown is None or newest is None or newest.pk == shown.pk,
        "has_plan": plan is not None,
        "sheet": sheets.sheet(shown, plan.choice if plan else None) if shown else None,
        "price_each": found.price_per(shown.clean_addresses) if shown else None,
        "history": [
            {"run": one, "verdict": sheets.verdict_of(one)}
            for one in access.runs_of(found).finished()[:HISTORY]
        ],
        "news": sheets.news(found),
        "has_unread": found.changes.unread().exists(),
        "is_mail_set_up": smtp.is_set_up(),
        "is_made_up": sheets.is_for_documentation(found),
        **_progress(found),
    }
    return render(request, "addresses/block.html", context)


def _progress(found: AddressBlock) -> dict[str, object]:
    going = sheets.going(found)
    newest = access.runs_of(found).finished().first()
    standing = f"{going.run.pk if going.run else ''}.{newest.pk if newest else ''}"
    return {"address_block": found, "going": going, "standing": standing}


@require_GET
@quiet
@roles("owner")
def progress(request: Request, id: UUID) -> HttpResponse:
    """How far the audit is; where the page around it is no longer true, it is to be loaded again."""
    found = access.blocks_visible_to(request.person).get_or_404(id)
    context = _progress(found)
    response = render(request, "addresses/_progress.html", context)
    if request.GET.get("standing", context["standing"]) != context["standing"]:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@roles("owner")
def audit_again(request: Request, id: UUID) -> HttpResponse:
    found = access.blocks_visible_to(request.person).get_or_404(id)
    try:
        actions.ask_for_audit(found, by=request.person)
    except UnderWay:
        messages.info(request, _("It is being audited already."))
    return redirect("addresses:block", id)


@require_POST
@roles("owner")
def cancel(request: Request, id: UUID) -> HttpResponse:
    found = access.blocks_visible_to(request.person).get_or_404(id)
    under_way = access.run_under_way(found)
    if under_way is not None:
        actions.cancel(under_way, by=request.person)
        messages.success(request, _("Stopped. Earlier reports are still here."))
    return redirect("addresses:block", id)


@require_http_methods(["GET", "POST"])
@roles("owner")
def change(request: Request, id: UUID) -> HttpResponse:
    found = access.blocks_visible_to(request.person).get_or_404(id)
    form = DetailsForm(posted(request), initial=_initial(found))
    if form.is_valid():
        before = found.expectations
        changed = actions.change_block(found, by=request.person, **form.details)
        if changed.expectations != before:
            messages.success(request, _("Saved. Audit it again: another answer may follow from it."))
        else:
            messages.success(request, _("Saved."))
        return redirect("addresses:block", id)
    context = {"form": form, "address_block": found}
    return render(request, "addresses/change.html", context, status=422 if form.is_bound else 200)


def _initial(found: AddressBlock) -> dict[str, object]:
    return {
        "whose": OWNED if found.is_owned else CANDIDATE,
        "seller": found.seller,
        "to_registry": found.to_registry,
        "seller_origins": found.sellers_networks,
        "disputes": "\n".join(found.disputes or ()),
        "price": found.price,
        "origin": found.network,
        "watch_days": found.watch_days or "",
    }


@require_POST
@roles("owner")
def mark_read(request: Request, id: UUID) -> HttpResponse:
    found = access.blocks_visible_to(request.person).get_or_404(id)
    actions.mark_read(found, by=request.person)
    return redirect("addresses:block", id)


@require_POST
@roles("owner")
def put_away(request: Request, id: UUID) -> HttpResponse:
    found = access.blocks_visible_to(request.person).get_or_404(id)
    actions.put_away(found, by=request.person)
    messages.success(request, _("Taken off the list. It is no longer watched."))
    return redirect("addresses:blocks")


@require_GET
@roles("owner")
def compare(request: Request) -> HttpResponse:
    """Blocks side by side, the cheapest clean address first."""
    lines = [one for one in sheets.lines(access.blocks_visible_to(request.person)) if one.newest]
    form = CompareForm(request.GET, choices=[(str(one.block.id), str(one.block)) for one in lines])
    chosen = set(form.cleaned_data["block"]) if form.is_valid() else set()
    shown = [one for one in lines if str(one.block.id) in chosen] or [
        one for one in lines if not one.block.is_owned
    ]
    context = {
        "columns": sheets.columns(shown),
        "lines": lines,
        "chosen": {one.block.id for one in shown},
    }
    return render(request, "addresses/compare.html", context)


@require_GET
@roles("owner")
def report_pdf(request: Request, id: UUID, run: UUID) -> HttpResponse:
    found = access.blocks_visible_to(request.person).get_or_404(id)
    done = _finished(found, run)
    if done.pdf is None:
        raise Http404
    return _file(found, done, done.pdf, "application/pdf", "pdf")


@require_GET
@roles("owner")
def report_json(request: Request, id: UUID, run: UUID) -> HttpResponse:
    found = access.blocks_visible_to(request.person).get_or_404(id)
    done = _finished(found, run)
    return _file(found, done, done.document_bytes, "application/json", "json")


def _finished(found: AddressBlock, run: UUID) -> Run:
    return found.runs.finished().get_or_404(run)


def _file(found: AddressBlock, run: Run, content: bytes, kind: str, ending: str) -> HttpResponse:
    name = f"addresses-{str(found).replace('/', '-')}-{run.asked_at:%Y-%m-%d}.{ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=headers)
