from django.apps import AppConfig


class LiveConfig(AppConfig):
    name = "freehold.live"
    label = "live"
