"""The few pages that belong to nobody in particular."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from .appearance import remember
from .errors import page
from .health import report


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    parts = report()
    is_well = all(parts[name] == "ok" for name in settings.HEALTH_NEEDED)
    return JsonResponse(parts, status=200 if is_well else 503)


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    remember(response, request.POST.get("appearance", ""))
    return response


@require_POST
def still_here(request: HttpRequest) -> HttpResponse:
    """A person typed or moved: their browser says so now and then, and the middleware notes it."""
    is_in = getattr(request, "person", None) is not None
    return HttpResponse(status=204 if is_in else 401)


@require_GET
def manifest(request: HttpRequest) -> JsonResponse:
    """https://www.w3.org/TR/appmanifest/; the same for everybody, so that it names nobody."""
    icon = {"type": "image/png"}
    return JsonResponse(
        {
            "id": "/",
            "name": "Freehold",
            "short_name": "Freehold",
            "description": _("Your practice's sessions and appointments"),
            "start_url": "/",
            "scope": "/",
            "display": "standalone",
            "background_color": "#faf7f2",
            "theme_color": "#faf7f2",
            "icons": [
                {"src": static("icons/icon-192.png"), "sizes": "192x192"} | icon,
                {"src": static("icons/icon-512.png"), "sizes": "512x512"} | icon,
                {"src": static("icons/icon-maskable-512.png"), "sizes": "512x512", "purpose": "maskable"}
                | icon,
            ],
            "shortcuts": [{"name": _("Help now"), "url": "/help-now"}],
        },
        content_type="application/manifest+json",
    )


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """What the service worker shows when there is no network; the same for everybody."""
    return page(request, "offline", 200)


@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """From the root, so that its scope is every page; the browser asks for it again on each visit.

    Raises:
        Http404: the front end is not built.
    """
    try:
        script = (settings.BUILT / "service-worker.js").read_bytes()
    except FileNotFoundError as missing:
        raise Http404 from missing
    return HttpResponse(script, content_type="text/javascript", headers={"Cache-Control": "no-cache"})
