from django.apps import AppConfig


class AddressesConfig(AppConfig):
    name = "freehold.addresses"
    label = "addresses"
