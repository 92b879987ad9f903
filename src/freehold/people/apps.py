from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "freehold.people"
    label = "people"
