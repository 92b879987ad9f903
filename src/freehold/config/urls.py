"""One include per app; each app's own urls.py has one line per thing a person can do."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("freehold.web.urls")),
    path("", include("freehold.people.urls")),
    path("", include("freehold.rooms.urls")),
    path("", include("freehold.schedule.urls")),
]
