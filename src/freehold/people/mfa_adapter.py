"""What allauth's MFA does differently here: its secrets are sealed, and it tells nobody's e-mail aloud."""

import base64
from typing import Any

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter

from freehold import vault

from . import access

CONTEXT = "people.authenticator"


class MfaAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        """allauth's own `encrypt` returns the text as it is: the seeds would lie in the database in clear."""
        return base64.b64encode(vault.seal(text.encode(), context=CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(base64.b64decode(encrypted_text), context=CONTEXT).decode()

    def get_totp_label(self, user: Any) -> str:
        return str(user.email)

    def get_totp_issuer(self) -> str:
        practice = access.practice()
        return practice.name if practice else "Freehold"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Any) -> dict[str, Any]:
        """What the person's own device shows when it offers the passkey; it stays on that device."""
        return {
            "id": str(user.pk).encode(),
            "display_name": str(user.name),
            "name": str(user.email or user.name),
        }

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """No mail is configured; the device list and the audit trail tell of changes."""
