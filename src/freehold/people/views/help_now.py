"""Numbers to call now. Works signed out, locked and without anything else."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import access
from ..guards import open_to_all
from ..models.practice import usual_crisis_lines
from ..requests import OpenRequest


@open_to_all
@require_safe
def help_now(request: OpenRequest) -> HttpResponse:
    practice = access.practice()
    lines = practice.crisis_lines if practice else usual_crisis_lines()
    return render(request, "people/help_now.html", {"lines": lines})
