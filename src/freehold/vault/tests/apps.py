from django.apps import AppConfig


class VaultTestsConfig(AppConfig):
    """Tables of the tests' own; installed by the settings of the test suite only."""

    name = "freehold.vault.tests"
    label = "vault_tests"
