from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "freehold.schedule"
    label = "schedule"
