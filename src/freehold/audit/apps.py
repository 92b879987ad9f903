from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "freehold.audit"
    label = "audit"
