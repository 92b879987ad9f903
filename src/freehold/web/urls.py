from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("health", views.health, name="health"),
    path("appearance", views.appearance, name="appearance"),
    path("still-here", views.still_here, name="still-here"),
    path("manifest.webmanifest", views.manifest, name="manifest"),
    path("offline", views.offline, name="offline"),
    path("service-worker.js", views.service_worker, name="service-worker"),
]
