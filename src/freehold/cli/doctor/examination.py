"""All checks one after another. One that fails says so and hides none of the others."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict

from freehold.config.options import Options

from .. import installation_options
from ..progress import step
from . import database, folders, front, machine, mail, media, records, running, tls
from .finding import Finding, State, exit_code, unknown

MARKS = {State.OK: "✓", State.WARN: "!", State.BAD: "✗", State.UNKNOWN: "?"}


def examine(*, as_json: bool) -> int:
    """Prints what was found; returns the exit code of `finding.exit_code`."""
    given = installation_options.read_as_running()
    with step("Looking at everything"):
        findings = list(all_findings(given))
    if as_json:
        document = {
            "ok": exit_code(findings) == 0,
            "data": str(given.data),
            "checks": list(map(asdict, findings)),
        }
        print(json.dumps(document, indent=2))
    else:
        print("\n".join(told(findings)))
    return exit_code(findings)


def all_findings(given: Options) -> Iterator[Finding]:
    run = running.current(given)
    is_running = running.is_running(run)
    yield from _guarded("machine", lambda: machine.check(given))
    yield from _guarded("folders", lambda: folders.check(given))
    yield from _guarded("TLS", lambda: tls.check(given))
    yield from _guarded("running", lambda: running.check(given, run))
    if is_running:
        yield from _guarded("front", lambda: front.check(given))
    yield from _guarded("media", lambda: media.check(given, run if is_running else None))
    if given.data.is_dir():
        _set_django_up()
        yield from _guarded("mail", lambda: mail.check(given))
        found = list(_guarded("database", lambda: database.check(given)))
        yield from found
        if not any(
            finding.state is not State.OK and finding.name in ("database", "tables") for finding in found
        ):
            yield from _guarded("records", lambda: records.check(given, is_running=is_running))


def _set_django_up() -> None:
    import django

    django.setup()


def _guarded(name: str, check: Callable[[], Iterable[Finding]]) -> Iterator[Finding]:
    try:
        yield from check()
    except Exception as error:  # noqa: BLE001 - a doctor who faints at one patient is of no use to the others
        yield unknown(name, f"the check itself failed: {type(error).__name__}: {error}")


def told(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in findings:
        yield f"{MARKS[finding.state]} {finding.name}: {finding.says}"
        for line in (*finding.means.splitlines(), *(f"→ {line}" for line in finding.mend.splitlines())):
            yield f"    {line}"
