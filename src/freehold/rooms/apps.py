from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "freehold.rooms"
    label = "rooms"
