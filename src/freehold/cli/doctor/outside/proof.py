"""The ownership proof as facts: who made it, when, what was walked, what was seen, what that comes to.

Pure: no clock, no files, no network.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from ..finding import Finding
from . import judging
from .candidates import hosts_of
from .evidence import Evidence

SCHEMA = "freehold/ownership-proof/1"


@dataclass(frozen=True)
class Maker:
    """The installation that made it."""

    practice: str
    """Its name; empty where it has none yet."""
    is_fictional: bool
    installation: str
    """Eight hex digits."""
    program: str
    """SHA-256 of the program's files, hex."""
    key: str
    """Its public key, `name+id+base64`; empty where nothing is signed."""


@dataclass(frozen=True)
class Proof:
    maker: Maker
    seen: Evidence
    findings: tuple[Finding, ...]

    @property
    def at(self) -> datetime:
        return self.seen.at

    @property
    def verdict(self) -> str:
        return judging.verdict(self.findings)


def proof(maker: Maker, seen: Evidence, more: Sequence[Finding] = ()) -> Proof:
    """What was seen, judged.

    Args:
        more: what the doctor found beside it, such as the clock.
    """
    return Proof(maker, seen, (*judging.judge(seen), *more))


def document(made: Proof) -> dict[str, Any]:
    """All of it for a machine; lists are in order, so the same facts give the same text."""
    seen, walk = made.seen, made.seen.walk
    return {
        "schema": SCHEMA,
        "verdict": made.verdict,
        "made_at": made.at.isoformat(timespec="seconds"),
        "maker": asdict(made.maker),
        "planned": {"addresses": sorted(seen.planned.addresses), "names": sorted(seen.planned.names)},
        "walked": [
            {
                "where": way.where,
                "who": way.who,
                "pages": [{"kind": page.kind, "status": page.status} for page in way.pages],
            }
            for way in walk.ways
        ],
        "not_reached": sorted(seen.routes - walk.not_pages - walk.kinds("copy")),
        "session": {"met": not walk.why_not_met, "paths": [told["path"] for told in walk.told]},
        "seen": {
            "requested": sorted(walk.requested | walk.log.requested),
            "connected": sorted(walk.log.sockets),
            "names": sorted(walk.log.names),
            "resolvers": sorted(walk.log.resolvers),
            "browsers_own": sorted(walk.log.own - walk.log.requested),
            "ice_servers": sorted({url for told in walk.told for url in told["servers"]}),
            "candidates": sorted({line for told in walk.told for line in told["candidates"]}),
            "ice_hosts": sorted(hosts_of(walk.told)),
        },
        "certificates": [
            asdict(one)
            | {
                "not_before": one.not_before.isoformat(timespec="seconds"),
                "not_after": one.not_after.isoformat(timespec="seconds"),
            }
            for one in seen.certificates
        ],
        "server": {
            "connections": [asdict(one) for one in sorted(seen.outgoing.connections)],
            "configured": dict(sorted(seen.outgoing.configured.items())),
            "looks": seen.outgoing.looks,
        },
        "program": asdict(seen.program),
        "open_ports": [asdict(door) for door in seen.doors],
        "strangers_on_our_ports": [asdict(door) for door in seen.strangers],
        "tls": _without_pem(asdict(seen.tls)) if seen.tls else None,
        "required": list(judging.REQUIRED),
        "checks": [asdict(finding) for finding in made.findings],
    }


def _without_pem(answered: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answered.items() if name != "pem"}
