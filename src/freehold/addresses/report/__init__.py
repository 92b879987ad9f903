"""An audit's outcome, and the forms it takes: JSON, words for a page or a terminal, floor plan, HTML, PDF."""

from dataclasses import dataclass
from datetime import date

from ..blocks import Block
from ..facts import Answer, Expectations, Facts, Untold
from ..findings import Check, Finding, Source
from ..tables.unread import Unread
from ..verdict import Verdict


@dataclass(frozen=True, slots=True)
class Report:
    typed: str
    """The block as it was asked for."""
    facts: Facts
    findings: tuple[Finding, ...]
    verdict: Verdict
    required: frozenset[Check]
    unread: tuple[Unread, ...] = ()
    """Files that were given and could not be used."""

    @property
    def block(self) -> Block:
        return self.facts.block

    @property
    def as_of(self) -> date | None:
        return self.facts.as_of

    @property
    def expects(self) -> Expectations:
        return self.facts.expects


def answers(facts: Facts) -> tuple[Answer[object], ...]:
    """Everything that was asked about the block, in the order of `Facts`."""
    return (
        facts.delegation,
        facts.conflicts,
        facts.registrations,
        facts.transfers,
        facts.authorisations,
        facts.route_objects,
        facts.routing,
        *facts.past_routing,
        facts.drop,
        facts.lists,
        facts.sweep,
        facts.reverse,
        facts.locations,
        facts.listed_networks,
    )


def sources(report: Report) -> list[Source]:
    """Whatever was asked or read, once each, by name."""
    found: dict[tuple[str, str, str], Source] = {}
    asked = [source for answer in answers(report.facts) for source in answer.sources]
    asked += [source for finding in report.findings for source in finding.evidence]
    if not isinstance(report.facts.lists, Untold):
        asked += [one.source for one in report.facts.lists.value]
    if not isinstance(report.facts.locations, Untold):
        asked += [one.source for one in report.facts.locations.value]
    if not isinstance(report.facts.sweep, Untold):
        asked += [one.source for one in report.facts.sweep.value.zones]
    for source in asked:
        found.setdefault((source.name, source.fetched_at or "", source.sha256 or ""), source)
    return [found[key] for key in sorted(found)]
