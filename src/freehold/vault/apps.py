from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class VaultConfig(AppConfig):
    name = "freehold.vault"
    label = "vault"
    verbose_name = _("Vault")

    def ready(self) -> None:
        from .checks import check_encryption
        from .keyring import forget_opened_keys

        checks.register("vault")(check_encryption)
        # `flush` empties the tables and then says so with this signal.
        post_migrate.connect(forget_opened_keys, dispatch_uid="vault.forget")
