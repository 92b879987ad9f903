"""What a visit link opens: one session, and nothing beside it.

Pure: no Django, no clock, no network.
"""

from uuid import UUID

ALWAYS = ("/help-now", "/sign-out", "/live", "/static/", "/link/")


def for_session(session: UUID) -> str:
    """The scope of a link or sign-in that is good for one session."""
    return f"session:{session}"


def session_of(scope: str) -> UUID:
    """The one session a scoped sign-in is for."""
    kind, _, id = scope.partition(":")
    if kind != "session":
        raise ValueError(scope)
    return UUID(id)


def home(scope: str) -> str:
    """The path of the one page a scoped sign-in is for."""
    return f"/sessions/{session_of(scope)}"


def reaches(scope: str, path: str) -> bool:
    """May a sign-in of this scope ask for `path`? The empty scope reaches everything."""
    if not scope:
        return True
    page = home(scope)
    signal = page.replace("/sessions/", "/rtc/", 1)
    inside = any(path == start or path.startswith(f"{start}/") for start in (page, signal))
    return inside or any(
        path == start or (start.endswith("/") and path.startswith(start)) for start in ALWAYS
    )
