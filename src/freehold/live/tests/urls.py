"""What a test asks of the server's own process."""

import os
import threading
import time

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from freehold import live
from freehold.live.hub import hub


def health(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


def publish(request: HttpRequest) -> HttpResponse:
    first = int(request.GET.get("first", 0))
    for number in range(first, first + int(request.GET["count"])):
        live.publish(request.GET["topic"], "counted", number=number, by=os.getpid(), at=time.monotonic_ns())
    return HttpResponse("published")


def inside(request: HttpRequest) -> JsonResponse:
    """What the process holds: open streams and threads."""
    return JsonResponse(
        {"streams": hub.open_streams(request.GET["who"]), "threads": threading.active_count()}
    )


urlpatterns = [path("health", health), path("publish", publish), path("inside", inside)]
