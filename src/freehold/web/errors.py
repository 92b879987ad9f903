"""Pages for what went wrong. They need neither database nor session, for either may be what is wrong.

Named in `config/urls.py`.
"""

import sys

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader

from .appearance import chosen


def page(request: HttpRequest, name: str, status: int) -> HttpResponse:
    """The error page `web/errors/NAME.html`; one word as JSON for a script that asked for JSON."""
    accepted = request.headers.get("Accept", "")
    if "application/json" in accepted and "text/html" not in accepted:
        return JsonResponse({"problem": name}, status=status)
    # Without the request there are no context processors, hence no session and no query.
    body = loader.get_template(f"web/errors/{name}.html").render({"appearance": chosen(request)})
    response = HttpResponse(body, status=status)
    if status == 503:
        response["Retry-After"] = "10"
    return response


def handler400(request: HttpRequest, exception: Exception) -> HttpResponse:
    return (
        page(request, "413", 413) if isinstance(exception, RequestDataTooBig) else page(request, "400", 400)
    )


def handler403(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "403", 403)


def handler404(request: HttpRequest, exception: Exception) -> HttpResponse:
    return page(request, "404", 404)


def handler500(request: HttpRequest) -> HttpResponse:
    # Django calls this inside its `except`, also for what a middleware raised.
    name = trouble(sys.exc_info()[1])
    return page(request, name, 503) if name else page(request, "500", 500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, "403_csrf", 403)


def trouble(problem: BaseException | None) -> str | None:
    """The 503 page for a disk or database that cannot answer now, or None for a fault of our own.

    Words of SQLite (https://www.sqlite.org/rescode.html) and PostgreSQL (appendix A, classes 08, 53 and 57).
    """
    if not isinstance(problem, DatabaseError | OSError):
        return None
    text = str(problem).lower()
    if "disk is full" in text or "disk i/o" in text or "no space left" in text:
        return "503_full"
    return "503_busy" if isinstance(problem, OperationalError) else None
