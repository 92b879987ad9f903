"""What a request gets that must first sign in, unlock or enrol; and how what it carried is kept."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from .requests import OpenRequest
from .sessions import HELD

MOST_HELD = 200_000
NEVER_HELD = ("password", "code", "credential", "csrfmiddlewaretoken")


def sign_in(request: OpenRequest) -> HttpResponse:
    return _sent(request, "people:sign_in", "signed_out", _("Please sign in first."))


def unlock(request: OpenRequest) -> HttpResponse:
    """To the lock page; a form that was posted waits there for its owner."""
    hold(request)
    return _sent(request, "people:unlock", "locked", _("Your screen is locked. Unlock it to go on."))


def enrol(request: OpenRequest) -> HttpResponse:
    return _sent(request, "people:secure", "second_factor", _("Add a second step to your sign-in first."))


def safe_next(path: str | None) -> str:
    """`path` if it is a page of ours, else the home page. Never another host, never a loop.

    `url_has_allowed_host_and_scheme` knows `//host`, `/\\host`, control characters and schemes.
    """
    if not path or not path.startswith("/") or not url_has_allowed_host_and_scheme(path, allowed_hosts=None):
        return "/"
    return "/" if path.startswith(("/sign-in", "/sign-out", "/unlock")) else path


def with_next(name: str, path: str) -> str:
    """The page of that name, which leads on to `path`."""
    to = reverse(name)
    return f"{to}?{urlencode({'next': path})}" if path != "/" else to


def hold(request: OpenRequest) -> None:
    """Keep a posted form in the (sealed) session, so that a locked screen loses nothing typed.

    Passwords, codes and files are not kept.
    """
    owner = request.locked or request.sign_in
    if request.method != "POST" or owner is None or _is_script(request):
        return
    if int(request.headers.get("Content-Length") or 0) > MOST_HELD:
        return
    kept = QueryDict(mutable=True)
    for name in request.POST:
        if name not in NEVER_HELD:
            kept.setlist(name, request.POST.getlist(name))
    request.session[HELD] = {
        "person": str(owner.person_id),
        "path": request.path,
        "form": kept.urlencode(),
        "is_shown": False,
    }


def _is_script(request: OpenRequest) -> bool:
    wants = request.headers.get("Accept", "")
    return request.content_type == "application/json" or (
        "application/json" in wants and "text/html" not in wants
    )


def _sent(request: OpenRequest, name: str, problem: str, message: str) -> HttpResponse:
    """A redirect for a page, a header for htmx, JSON for a script."""
    back = safe_next(_page(request))
    go = with_next(name, back)
    if _is_script(request):
        return JsonResponse({"problem": problem, "message": message, "go": go}, status=401)
    if "HX-Request" in request.headers:
        return HttpResponse(status=200, headers={"HX-Redirect": go})
    return HttpResponseRedirect(go)


def _page(request: OpenRequest) -> str:
    """The page to come back to: the one asked for, or the one that sent the form or fetched a part."""
    if request.method == "GET" and "HX-Request" not in request.headers and not _is_script(request):
        return request.get_full_path()
    came_from = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    parts = urlsplit(came_from)
    if parts.netloc != request.get_host():
        return "/"
    return parts.path + (f"?{parts.query}" if parts.query else "")
