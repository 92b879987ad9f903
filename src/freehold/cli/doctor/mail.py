"""The mail server that was named, if one was."""

from collections.abc import Iterator

from freehold.config.options import Options
from freehold.config.smtp_url import parse

from .finding import Finding, bad, ok, warn

HOW = 'smtp_url = "smtp://user:password@mail.example.org:587"   in freehold.toml (docs/operations/install.md)'


def check(given: Options) -> Iterator[Finding]:
    """Needs Django set up."""
    if given.smtp_url is None:
        yield warn(
            "mail",
            "no server was named",
            "Nobody is written to when something changes about your addresses; their page says it.",
            HOW,
        )
        return
    from freehold import smtp

    server = parse(given.smtp_url)
    where = f"{server.host}:{server.port}"
    problem = smtp.answers()
    if problem:
        yield bad(
            "mail", f"{where} does not take any{_by(given)}: {problem}", "Mails wait until it does.", HOW
        )
    else:
        yield ok("mail", f"{where} answers{_by(given)}; from {given.sender}")


def _by(given: Options) -> str:
    """From where it is called."""
    source = given.mail_leaves_from
    return f", called from {source}" if source else ""
