from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "freehold.web"
    label = "web"
