"""A device that makes passkeys, inside Chromium (WebAuthn level 2, section 11: virtual authenticators)."""

from playwright.sync_api import CDPSession, Page


class VirtualDevice:
    """One platform authenticator: keeps keys itself and verifies its user, or not."""

    def __init__(self, page: Page, *, verifies: bool = True) -> None:
        self.session: CDPSession = page.context.new_cdp_session(page)
        self.session.send("WebAuthn.enable")
        made = self.session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": verifies,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = made["authenticatorId"]

    def verifies(self, is_so: bool) -> None:
        """Whether the finger or PIN is right from now on."""
        given = {"authenticatorId": self.id, "isUserVerified": is_so}
        self.session.send("WebAuthn.setUserVerified", given)

    def keys(self) -> int:
        found = self.session.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return len(found["credentials"])
