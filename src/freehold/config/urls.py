"""One include per app; each app's own urls.py has one line per thing a person can do."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("freehold.web.urls")),
    path("", include("freehold.people.urls")),
    path("", include("freehold.addresses.urls")),
    path("", include("freehold.rooms.urls")),
    path("", include("freehold.schedule.urls")),
]

handler400 = "freehold.web.errors.handler400"
handler403 = "freehold.web.errors.handler403"
handler404 = "freehold.web.errors.handler404"
handler500 = "freehold.web.errors.handler500"
