from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    name = "freehold.schedule"
    label = "schedule"

    def ready(self) -> None:
        from freehold.people import panels

        from . import patient_sessions, receivers

        receivers.connect()
        panels.register(patient_sessions.panel, place=10)
