from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "freehold.vault"
    label = "vault"
