"""What `./freehold addresses compare` does: blocks side by side."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

import msgspec

from freehold.addresses import blocks, comparison
from freehold.addresses.comparison import Compared

from .address_flags import Asked
from .auditing import Auditor
from .failure import WRONG_USE, Stop


def prices(given: Sequence[str], typed: Sequence[str]) -> dict[str, Decimal]:
    """By block as typed, from `BLOCK=AMOUNT`.

    Raises:
        Stop: no amount, or of a block that is not compared.
    """
    found = {}
    for one in given:
        block, _equals, amount = one.rpartition("=")
        try:
            price = Decimal(amount)
        except InvalidOperation:
            price = Decimal("NaN")
        if not block or not price.is_finite() or price < 0:
            raise Stop(f"--price {one} is no price. Write it as 193.0.0.0/24=6400.", WRONG_USE)
        if block not in typed:
            raise Stop(f"--price {one}: {block} is not among the blocks to compare.", WRONG_USE)
        found[block] = price
    return found


def compare(asked: Asked, typed: Sequence[str], asked_for: dict[str, Decimal], *, as_json: bool) -> None:
    """Raises Stop at what is no block."""
    for one in typed:
        try:
            blocks.parse(one)
        except blocks.BadBlock as bad:
            raise Stop(str(bad.message), WRONG_USE) from bad
    auditor = Auditor(asked)
    compared = comparison.compare([auditor.report(one) for one in typed], asked_for)
    if as_json:
        print(msgspec.json.encode(comparison.document(compared)).decode())
    else:
        print("\n".join(_table(compared)))


HEADINGS = (
    "Block",
    "Verdict",
    "Addresses",
    "Clean",
    "Rule it out",
    "Before",
    "After",
    "Unknown",
    "Price",
    "Per clean one",
)


def _table(compared: Sequence[Compared]) -> list[str]:
    rows = [HEADINGS, *(_row(one) for one in compared)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return [
        "  ".join(
            cell.ljust(width) if column < 2 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _row(one: Compared) -> tuple[str, ...]:
    return (
        one.block,
        one.verdict.value.replace("_", " "),
        str(one.addresses),
        "not known" if one.clean_addresses is None else str(one.clean_addresses),
        str(one.deal_breakers),
        str(one.fixes_before),
        str(one.fixes_after),
        str(one.unknown),
        "-" if one.price is None else f"{one.price:f}",
        "-" if one.price_per_clean_address is None else f"{one.price_per_clean_address:f}",
    )
