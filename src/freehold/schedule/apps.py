from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "freehold.schedule"
    label = "schedule"

    def ready(self) -> None:
        from . import receivers

        receivers.connect()
