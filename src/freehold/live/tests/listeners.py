"""Who listens in these tests: the cookie `who` is person and sign-in at once; a file says who is revoked."""

from collections.abc import Collection, Mapping

from django.conf import settings

from freehold.live import Audience


def audience(cookies: Mapping[str, str]) -> Audience | None:
    who = cookies.get("who")
    return Audience(frozenset({f"person:{who}", "practice:staff"}), who) if who else None


def still_valid(sign_ins: Collection[str]) -> set[str]:
    return set(sign_ins) - revoked()


def revoked() -> set[str]:
    file = settings.OPTIONS.data / "revoked"
    return set(file.read_text().split()) if file.exists() else set()
