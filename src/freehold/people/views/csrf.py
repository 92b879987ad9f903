"""What a form gets whose secret has run out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page was open across a sign-in; nothing was done, and the draft is still in the browser."""
    # The middleware that knows people stands below Django's check and has not run.
    return render(request, "people/csrf.html", {"shell": "web/shells/plain.html"}, status=403)
