"""An authenticator app, as tests hold it."""

import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from freehold.people import actions, totp


def code_now(secret: str, *, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // totp.PERIOD + steps))


def with_app(person) -> str:
    """Give `person` an app; its secret. The codes from now on are unused."""
    secret = totp.fresh_secret()
    actions.activate_authenticator(person, secret, step=int(time.time()) // totp.PERIOD - 5)
    return secret
