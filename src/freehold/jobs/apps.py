from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "freehold.jobs"
    label = "jobs"
