"""Secrets that are handed out once and kept only as a hash. Pure but for the system's randomness."""

import hashlib
import secrets


def fresh_token() -> str:
    """256 bits, URL-safe, 43 characters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256 in hex. No salt, no stretching: the token has 256 random bits, there is nothing to guess."""
    return hashlib.sha256(token.encode()).hexdigest()
