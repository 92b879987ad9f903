"""Passkeys (WebAuthn), on allauth's and fido2's building blocks. The only file that knows their wire format.

Always discoverable and always with user verification: the device asks for a finger, face or PIN, so that a
passkey alone is two factors. allauth by itself only *prefers* that.
"""

from ipaddress import ip_address
from typing import Any

from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from fido2.utils import websafe_decode

from .models import Person


class PasskeyRefused(Exception):
    """What the browser sent proves nothing."""


def is_possible(request: HttpRequest) -> bool:
    """Browsers offer passkeys on a host name or `localhost`, never on a bare address."""
    host = request.get_host().rpartition(":")[0] or request.get_host()
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


def creation_options(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What `navigator.credentials.create` needs; the challenge waits in the session."""
    with request_context(request):
        return dict(auth.begin_registration(person, passwordless=True))


def refuse_if_not_made(request: HttpRequest, credential: dict[str, Any]) -> None:
    """Check a fresh credential against the challenge; the challenge is used up either way.

    Raises:
        PasskeyRefused: wrong challenge, origin or host, malformed, or made without user verification.
    """
    with request_context(request):
        try:
            auth.parse_registration_response(credential)
            made = auth.complete_registration(credential)
        except (ValidationError, ValueError, TypeError, KeyError) as fault:
            raise PasskeyRefused from fault
        finally:
            auth.clear_state()
    if not made.is_user_verified():
        raise PasskeyRefused


def request_options(request: HttpRequest) -> dict[str, Any]:
    """What `navigator.credentials.get` needs to let the person pick any passkey of this host."""
    with request_context(request):
        return dict(auth.begin_authentication())


def verified(request: HttpRequest, credential: dict[str, Any]) -> Authenticator:
    """The authenticator that signed the challenge; the challenge is used up either way.

    Raises:
        PasskeyRefused: unknown, wrong challenge, origin or host, no user verification, or its owner is
            deactivated. One answer for all.
    """
    with request_context(request):
        try:
            auth.parse_authentication_response(credential)
            person = _owner(credential)
            authenticator = auth.complete_authentication(person, credential)
        except (ValidationError, ValueError, TypeError, KeyError, Person.DoesNotExist) as fault:
            raise PasskeyRefused from fault
        finally:
            auth.clear_state()
    return authenticator


def _owner(credential: dict[str, Any]) -> Person:
    handle = credential.get("response", {}).get("userHandle") or ""
    return Person.objects.get(pk=websafe_decode(handle).decode(), is_active=True)


def name_of(authenticator: Authenticator) -> str:
    """What its owner called it."""
    return str(decrypt(authenticator.data["name"]))
