"""The practice's own page: name, zone, phone and crisis numbers."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import access, actions
from ..forms.practice import CrisisLines, PracticeForm, crisis_lines_of
from ..guards import roles
from ..requests import Request, posted


@roles("owner")
@require_http_methods(["GET", "POST"])
def practice(request: Request) -> HttpResponse:
    current = access.practice()
    if current is None:
        raise Http404
    initial = {"name": current.name, "zone": current.zone, "phone": current.phone}
    form = PracticeForm(posted(request), initial=initial)
    lines = CrisisLines(posted(request), initial=current.crisis_lines, prefix="lines")
    if form.is_valid() and lines.is_valid():
        actions.change_practice(
            current, **form.cleaned_data, crisis_lines=crisis_lines_of(lines), by=request.person
        )
        messages.success(request, _("Saved."))
        return redirect("people:practice")
    context = {"form": form, "lines": lines}
    return render(request, "people/practice.html", context, status=422 if form.is_bound else 200)
