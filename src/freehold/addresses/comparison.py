"""Several blocks side by side, and what one clean address of each costs.

Pure: the same reports give the same comparison.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from .blocks import Range, covered
from .findings import Check, Finding, JsonValue, Severity, State
from .report import Report
from .report.kept import Kept
from .verdict import Verdict

REPUTATION = frozenset({Check.DROP, Check.DNSBL, Check.LISTS})

SCHEMA = "freehold-address-comparison/1"


@dataclass(frozen=True, slots=True)
class Compared:
    block: str
    """As it was asked for."""
    verdict: Verdict
    addresses: int
    clean_addresses: int | None
    """Those that no list names; none where the block is to be refused, and not known where the audit is
    incomplete."""
    deal_breakers: int
    fixes_before: int
    fixes_after: int
    unknown: int
    price: Decimal | None
    price_per_clean_address: Decimal | None
    """To the cent; only where there are clean addresses and a price."""


def compare(reports: Sequence[Report | Kept], prices: Mapping[str, Decimal]) -> tuple[Compared, ...]:
    """One for each report, in order; `prices` by the block as it was asked for."""
    return tuple(_compared(report, prices.get(report.typed)) for report in reports)


def _compared(report: Report | Kept, price: Decimal | None) -> Compared:
    clean = clean_addresses(report)
    return Compared(
        block=report.typed,
        verdict=report.verdict,
        addresses=report.block.size,
        clean_addresses=clean,
        deal_breakers=_count(report.findings, Severity.DEAL_BREAKER),
        fixes_before=_count(report.findings, Severity.FIX_BEFORE),
        fixes_after=_count(report.findings, Severity.FIX_AFTER),
        unknown=sum(one.state is State.UNKNOWN for one in report.findings),
        price=price,
        price_per_clean_address=(price / clean).quantize(Decimal("0.01"), ROUND_HALF_UP)
        if price is not None and clean
        else None,
    )


def clean_addresses(report: Report | Kept) -> int | None:
    if report.verdict is Verdict.REFUSE:
        return 0
    if report.verdict is Verdict.INCOMPLETE:
        return None
    return report.block.size - covered(report.block, stained(report))


def stained(report: Report | Kept) -> list[Range]:
    """Addresses that a list names, more than in passing."""
    return [
        range_
        for finding in report.findings
        if finding.check in REPUTATION
        and finding.state is State.BAD
        and finding.severity is not Severity.INFO
        for range_ in finding.where or ((report.block.first, report.block.last),)
    ]


def _count(findings: Sequence[Finding], severity: Severity) -> int:
    return sum(one.state is State.BAD and one.severity is severity for one in findings)


def document(compared: Sequence[Compared]) -> dict[str, JsonValue]:
    return {
        "schema": SCHEMA,
        "blocks": [
            {
                "block": one.block,
                "verdict": one.verdict.value,
                "addresses": one.addresses,
                "clean_addresses": one.clean_addresses,
                "deal_breakers": one.deal_breakers,
                "fixes_before": one.fixes_before,
                "fixes_after": one.fixes_after,
                "unknown": one.unknown,
                "price": _plain(one.price),
                "price_per_clean_address": _plain(one.price_per_clean_address),
            }
            for one in compared
        ],
    }


def _plain(amount: Decimal | None) -> str | None:
    """As a string: money is no binary fraction."""
    return None if amount is None else f"{amount:f}"
