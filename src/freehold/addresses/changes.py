"""What changed between two audits of a block, from their JSON documents.

Pure. An unknown is no change: what one audit did not find out is compared with nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .texts import Text
from .texts import gettext_noop as _

Document = Mapping[str, Any]
"""A report as `docs/addresses/report.schema.json` lays down."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one audit saw of an aspect, such as the addresses that one list names."""

    items: frozenset[str]
    is_whole: bool = True
    """False: there may be more that was not answered, so that what is missing is not gone."""


Aspects = Mapping[str, Seen | None]
"""By name: `verdict`, `origins`, `zone:zen.spamhaus.org` …; None: not found out."""

REPLACED = frozenset({"verdict", "registry", "holder"})
"""Aspects that have one value, which may be of several parts, at a time."""

ALERTING = frozenset(
    {
        ("verdict", True),
        ("registry", True),
        ("registry", False),
        ("holder", True),
        ("transfers", True),
        ("origins", True),
        ("origins", False),
        ("authorisations", True),
        ("authorisations", False),
        ("drop", True),
        ("list", True),
        ("zone", True),
        ("delegations", False),
        ("names", False),
    }
)
"""Of which one is written to: kind, and whether something came or only went."""


def kind_of(aspect: str) -> str:
    """The aspect without the list's name."""
    return aspect.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Change:
    aspect: str
    gone: tuple[str, ...]
    come: tuple[str, ...]
    silent_for: int = 0
    """Audits in a row in which the source did not answer; then nothing came or went."""

    @property
    def kind(self) -> str:
        return kind_of(self.aspect)

    @property
    def source(self) -> str:
        return self.aspect.partition(":")[2]

    @property
    def about(self) -> tuple[str, frozenset[str]]:
        """The same for a change and for its way back."""
        return self.aspect, frozenset((*self.gone, *self.come))

    @property
    def is_alert(self) -> bool:
        return bool(self.silent_for) or (self.kind, bool(self.come)) in ALERTING

    @property
    def text(self) -> Text:
        return _text(self)


def changes(before: Document, after: Document) -> tuple[Change, ...]:
    """By name of the aspect."""
    return tuple(difference(aspects(before), aspects(after)))


def difference(before: Aspects, after: Aspects) -> Iterator[Change]:
    for aspect in sorted(before.keys() & after.keys()):
        old, new = before[aspect], after[aspect]
        if old is None or new is None:
            continue
        gone = old.items - new.items if new.is_whole else frozenset()
        come = new.items - old.items if old.is_whole else frozenset()
        yield from told(aspect, gone, come)


def told(aspect: str, gone: Iterable[str], come: Iterable[str]) -> Iterator[Change]:
    """One change where a value took another's place, else one for what went and one for what came."""
    gone, come = tuple(sorted(gone)), tuple(sorted(come))
    if aspect in REPLACED and (gone or come):
        yield Change(aspect, gone, come)
        return
    if gone:
        yield Change(aspect, gone, ())
    if come:
        yield Change(aspect, (), come)


def aspects(document: Document) -> dict[str, Seen | None]:
    """Whatever is watched of a report."""
    registry, routing = document["registry"], document["routing"]
    reverse, reputation = document["reverse"], document["reputation"]
    verdict = document["verdict"]
    found = {
        # That a source is silent is told once; the verdict it makes incomplete is no change of the block.
        "verdict": None if verdict == "incomplete" else Seen(frozenset({verdict})),
        "registry": _seen(registry["records"], _record),
        "holder": _seen(registry["registrations"], lambda one: one["holder"] or one["name"]),
        "transfers": _seen(registry["transfers"], _transfer),
        "origins": _seen(routing["origins"], lambda asn: f"AS{asn}"),
        "authorisations": _seen(document["rpki"]["authorisations"], _authorisation),
        "drop": _seen(reputation["drop"], lambda entry: str(entry.get("cidr", ""))),
        "delegations": _seen(reverse["zones"], _delegation),
    }
    if document["asked"]["owned"]:
        # The names of a candidate are its seller's, and are to go.
        named = _seen(reverse["names"], lambda one: f"{one['address']} {one['name']}")
        found["names"] = named and Seen(named.items, is_whole=reverse["unanswered"] == 0)
    for one in reputation["lists"] or ():
        if one["weight"] != "label":
            found[f"list:{one['label']}"] = _seen(one["ranges"], _range)
    for zone in reputation["zones"] or ():
        found[f"zone:{zone['zone']}"] = _zone(zone)
    return found


def _seen(rows: Iterable[Any] | None, say: Any) -> Seen | None:
    if rows is None:
        return None
    return Seen(frozenset(said for said in map(say, rows) if said))


def _zone(zone: Mapping[str, Any]) -> Seen | None:
    if zone["state"] != "answered":
        return None
    listed = frozenset(one["address"] for one in zone["listings"] if one["severity"] != "info")
    return Seen(listed, is_whole=zone["unanswered"] == 0)


def _record(row: Mapping[str, Any]) -> str:
    parts = (row["status"], row["registry"], row["country"], row["opaque_id"])
    return f"{_range(row)} {' '.join(part for part in parts if part)}"


def _range(row: Mapping[str, Any]) -> str:
    return row["start"] if row["start"] == row["end"] else f"{row['start']}-{row['end']}"


def _transfer(row: Mapping[str, Any]) -> str:
    return f"{row['date']} {row['from'] or '?'} → {row['to'] or '?'}"


def _authorisation(row: Mapping[str, Any]) -> str:
    length = int(row["prefix"].partition("/")[2])
    longer = f"-{row['max_length']}" if row["max_length"] > length else ""
    return f"AS{row['asn']} {row['prefix']}{longer}"


def _delegation(row: Mapping[str, Any]) -> str:
    """Empty where no server answers for it: that is as good as none."""
    works = row["is_delegated"] and set(row["servers"]) - set(row["lame"])
    return row["zone"] if works else ""


# In words

NAMED = 6

COME = {
    "registry": _("The registry now has: %(come)s."),
    "holder": _("The registry now names %(come)s as its holder."),
    "transfers": _("A transfer was entered: %(come)s."),
    "origins": _("%(come)s announces it now, which did not before."),
    "authorisations": _("A route authorisation was added: %(come)s."),
    "drop": _("Spamhaus DROP now names %(come)s."),
    "list": _("The list %(source)s now names %(come)s."),
    "zone": _("The block list %(source)s now names %(come)s."),
    "delegations": _("Reverse DNS works again or is new: %(come)s."),
    "names": _("New names in reverse DNS: %(come)s."),
}
GONE = {
    "registry": _("The registry no longer has: %(gone)s."),
    "holder": _("The registry no longer names %(gone)s as its holder."),
    "transfers": _("The transfer log no longer has: %(gone)s."),
    "origins": _("%(gone)s no longer announces it."),
    "authorisations": _("A route authorisation is gone: %(gone)s."),
    "drop": _("Spamhaus DROP no longer names %(gone)s."),
    "list": _("The list %(source)s no longer names %(gone)s."),
    "zone": _("The block list %(source)s no longer names %(gone)s."),
    "delegations": _("Reverse DNS no longer works: %(gone)s."),
    "names": _("Names in reverse DNS are gone: %(gone)s."),
}
BOTH = {
    "registry": _("The registry's record changed from %(gone)s to %(come)s."),
    "holder": _("The registry names another holder: %(come)s, before %(gone)s."),
}
VERDICTS = {
    "clean": _("The verdict changed: it is found clean now."),
    "clean_after_fixes": _("The verdict changed: there are things to put right now."),
    "refuse": _("The verdict changed: something was found that rules it out."),
}
SILENT = {
    "registry": _("The registries' files have not told of it in %(runs)s audits in a row."),
    "holder": _("The registry (RDAP) has not answered in %(runs)s audits in a row."),
    "transfers": _("The transfer logs have not told of it in %(runs)s audits in a row."),
    "origins": _("The routing table has not told of it in %(runs)s audits in a row."),
    "authorisations": _("The route authorisations could not be read in %(runs)s audits in a row."),
    "drop": _("Spamhaus DROP could not be read in %(runs)s audits in a row."),
    "list": _("The list %(source)s could not be read in %(runs)s audits in a row."),
    "zone": _("The block list %(source)s has not answered in %(runs)s audits in a row."),
    "delegations": _("Reverse DNS has not answered in %(runs)s audits in a row."),
    "names": _("Names in reverse DNS could not be asked for in %(runs)s audits in a row."),
}


def _text(change: Change) -> Text:
    if change.silent_for:
        silent: dict[str, str | int] = {"source": change.source, "runs": change.silent_for}
        return Text(SILENT[change.kind].message, silent)
    if change.kind == "verdict":
        return VERDICTS[change.come[0]]
    messages = BOTH if change.gone and change.come else COME if change.come else GONE
    values = {"source": change.source, "gone": _few(change.gone), "come": _few(change.come)}
    return Text(messages[change.kind].message, values)


def _few(items: tuple[str, ...]) -> str:
    return ", ".join(items[:NAMED]) + (", …" if len(items) > NAMED else "")
