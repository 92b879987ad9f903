"""Gathers the evidence: starts the copy, walks it, and looks at the machine meanwhile."""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

from freehold.config.options import Options

from ... import debian, fingerprint, front_child, frontend, ports, refusals, run_file
from ...failure import LACKING, UNUSABLE, Stop
from ...livekit_child import OPTIONS as MEDIA_PORTS
from ...livekit_child import PORTS_FILE
from ...progress import step
from ...run_file import Run
from . import (
    authority_clock,
    certificates,
    comparing,
    configured,
    connections,
    copy,
    listening,
    reverse_name,
    tls_probe,
)
from .evidence import Evidence, Outgoing, Program
from .listening import Door, Stranger
from .planned import Planned, canonical, planned
from .tls_probe import Answered
from .walked import Walk

NEEDED = (debian.CHROMIUM, debian.FONTS)


def look(given: Options, *, flags: Sequence[str] = (), script: str = "") -> Evidence:
    """Everything, of the installation that runs with `given` or would.

    Args:
        flags: more of Chromium's, for tests.
        script: runs in every page of the copy, for tests.

    Raises:
        Stop: something this needs is missing, or the copy does not start.
    """
    live = _live(given)
    refuse_what_cannot_be_walked(is_live=live is not None)
    before = connections.table_rows()
    ours = connections.sockets_of(live.pids["supervisor"]) if live else set()
    with ExitStack() as stack:
        watch = stack.enter_context(connections.Watch(*([live.pids["supervisor"]] if live else [])))
        with step("Starting a copy with made-up people"):
            found = stack.enter_context(copy.running(given, began=watch.add))
        origin = refusals.link_origin(given, for_staff=False) if live else ""
        walk = _walk(found, given, origin, flags, script)
        tls = _tls(given, origin or found.patient_origin)
        program = _compared(found, live, origin, walk)
    remotes = {one.remote for one in watch.seen}
    expected = _expected(given) if live else frozenset()
    doors = tuple(listening.doors(before, expected))
    strangers = listening.strangers(before, expected, ours) if ours is not None else []
    planned_here = plan(given)
    return Evidence(
        at=datetime.now(UTC),
        planned=planned_here,
        address=str(given.address),
        is_loopback=given.is_loopback,
        uses_tls=given.uses_tls,
        walk=walk,
        routes=frozenset(found.routes),
        certificates=_certificates(walk, tls),
        outgoing=Outgoing(frozenset(watch.seen), configured.addresses(given, remotes), watch.looks),
        program=program,
        doors=doors,
        expected=expected,
        holders=_holders(doors) | _programs(strangers),
        strangers=tuple(dict.fromkeys(one.door for one in strangers)),
        are_owners_known=ours is not None,
        live_media=_live_media(given) if live else frozenset(),
        authority=authority_clock.compare(given) if given.acme_directory else None,
        reverse_names=_reverse_names(planned_here) if not given.is_loopback else {},
        tls=tls,
    )


def refuse_what_cannot_be_walked(*, is_live: bool) -> None:
    """Raises Stop, with the line to type, when there is no browser, or the pages would be built under
    those who are on them."""
    lacking = debian.missing(NEEDED)
    if lacking:
        names = ", ".join(package.name for package in lacking)
        raise Stop(f"A walk needs {names}. As root:\n    {debian.install_line(lacking)}", LACKING)
    if is_live and not fingerprint.is_stamped(frontend.STAMP, frontend.source_hash()):
        raise Stop(
            "The pages' sources were changed since they were built, so a copy would not be what runs here. "
            "Stop Freehold and start it again; then prove.",
            UNUSABLE,
        )


def plan(given: Options) -> Planned:
    """Every address and name that the options give a part to (addresses/plan_settings.py writes them)."""
    names = [*given.names, *([given.turn_name] if given.turn_name else [])]
    more = (given.media_address, given.turn_address, given.mail_address)
    return planned(given.address, names, filter(None, more))


def _live(given: Options) -> Run | None:
    run = run_file.read(given.data)
    return run if run and {"supervisor", "web"} <= run.alive().keys() else None


def _walk(found: copy.Copy, given: Options, live: str, flags: Sequence[str], script: str) -> Walk:
    from . import chromium, walking

    if given.uses_tls and given.cert:
        # Whether browsers trust it is asked by itself (tls_probe.py); here it is only to be walked past.
        flags = (*flags, *chromium.trusting(certificates.read(given.cert.read_text()).public_key_sha256))
    with (
        tempfile.TemporaryDirectory(prefix="freehold-walk-") as folder,
        step("Walking it as everybody, in a browser") as report,
        _sound_kept_in(folder),
    ):
        return walking.walk(
            found, live=live or None, folder=Path(folder), flags=flags, script=script, report=report
        )


@contextmanager
def _sound_kept_in(folder: str) -> Iterator[None]:
    """Chromium's sound library leaves a folder in the system's temporary one, unless told where."""
    before = os.environ.get("PULSE_RUNTIME_PATH")
    os.environ["PULSE_RUNTIME_PATH"] = folder
    try:
        yield
    finally:
        if before is None:
            del os.environ["PULSE_RUNTIME_PATH"]
        else:
            os.environ["PULSE_RUNTIME_PATH"] = before


def _compared(found: copy.Copy, live: Run | None, origin: str, walk: Walk) -> Program:
    if live is None:
        return Program("")
    return comparing.compare(origin, live.pids["web"], found.patient_origin, walk.files)


def _live_media(given: Options) -> frozenset[str]:
    """Hosts that the live media server tells browsers of; none where it is not there."""
    try:
        told = json.loads((given.data / "livekit.yaml").read_text())
        rtc, turn = told["rtc"], told["turn"]
    except (OSError, ValueError, KeyError):
        return frozenset()
    servers = [str(server).rpartition(":")[0] for server in rtc["stun_servers"]]
    return frozenset({str(rtc["node_ip"]), *servers, *([turn["domain"]] if turn.get("domain") else [])})


def _tls(given: Options, origin: str) -> Answered | None:
    if not given.uses_tls:
        return None
    parts = urlsplit(origin)
    try:
        return tls_probe.probe(str(given.address), parts.port or 443, parts.hostname or "")
    except OSError:
        return None


def _certificates(walk: Walk, tls: Answered | None) -> tuple[certificates.Certificate, ...]:
    """Every one that the browser or the probe was given, each once, in order."""
    pems = {*walk.log.certificates, *([tls.pem] if tls else [])}
    found = {one.sha256: one for one in map(certificates.read, pems)}
    return tuple(found[sha256] for sha256 in sorted(found))


def _expected(given: Options) -> frozenset[tuple[str, int]]:
    """Transport and port of what `docs/operations/install.md` lets in."""
    used = {name: getattr(given, name) for name in (*MEDIA_PORTS, "turn_tls_port")} | ports.remembered(
        given.data / PORTS_FILE
    )
    return frozenset(
        {
            ("tcp", given.port),
            ("tcp", used["livekit_tcp_port"]),
            ("udp", used["livekit_udp_port"]),
            ("udp", used["turn_udp_port"]),
            *([("tcp", used["turn_tls_port"])] if used.get("turn_tls_port") else []),
            *(
                [("tcp", port) for _address, port in front_child.listens_on(given)]
                if given.uses_front
                else []
            ),
        }
    )


def _holders(doors: Sequence[Door]) -> dict[Door, str]:
    found = {door: ports.who_listens(door.port) for door in doors if door.protocol == "tcp"}
    return {door: _program(holder) for door, holder in found.items() if holder}


def _programs(strangers: Sequence[Stranger]) -> dict[Door, str]:
    found = {one.door: ports.holder_of([one.inode]) for one in strangers}
    return {
        door: _program(holder) if holder else "another account's program" for door, holder in found.items()
    }


def _program(holder: str) -> str:
    """The page goes to other people: which program, not which process of it."""
    return holder.partition(" (")[0]


def _reverse_names(here: Planned) -> dict[str, tuple[str, ...] | None]:
    found: dict[str, tuple[str, ...] | None] = {}
    for address in sorted(here.addresses):
        if canonical(address) is None or ":" in address:
            continue
        try:
            found[address] = reverse_name.names_of(IPv4Address(address))
        except reverse_name.NoAnswer:
            found[address] = None
    return found
