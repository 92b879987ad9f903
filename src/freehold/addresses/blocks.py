"""A block of IPv4 addresses: read from what a person types, and reckoned with.

Addresses are whole numbers (0 to 2**32 - 1); a range is inclusive at both ends.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network, IPv6Network, summarize_address_range

from .texts import Text
from .texts import gettext_noop as _

Range = tuple[int, int]
"""First and last address, both inside."""

LARGEST = 8
"""No block wider than a /8 is audited: no registry holds one."""


class BadBlock(ValueError):
    """What was typed is no block that can be audited; `code` is for machines and stays."""

    def __init__(self, code: str, message: Text) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message


@dataclass(frozen=True, slots=True, order=True)
class Block:
    first: int
    last: int

    @property
    def size(self) -> int:
        """Number of addresses."""
        return self.last - self.first + 1

    @property
    def prefixes(self) -> list[IPv4Network]:
        """The fewest prefixes that make it up, in order."""
        return list(summarize_address_range(IPv4Address(self.first), IPv4Address(self.last)))

    @property
    def is_prefix(self) -> bool:
        # Not by `prefixes`: a report of a /8 writes thousands.
        return self.size.bit_count() == 1 and self.first % self.size == 0

    @property
    def length(self) -> int | None:
        """Prefix length; None when it is no single prefix."""
        return 33 - self.size.bit_length() if self.is_prefix else None

    def overlaps(self, range_: Range) -> bool:
        return self.first <= range_[1] and range_[0] <= self.last

    def contains(self, range_: Range) -> bool:
        return self.first <= range_[0] and range_[1] <= self.last

    def clipped(self, range_: Range) -> Range:
        """The part of `range_` inside; only for one that overlaps."""
        return max(self.first, range_[0]), min(self.last, range_[1])

    def __str__(self) -> str:
        if (length := self.length) is not None:
            return f"{dotted(self.first)}/{length}"
        return f"{dotted(self.first)}-{dotted(self.last)}"


def dotted(address: int) -> str:
    return f"{address >> 24}.{address >> 16 & 255}.{address >> 8 & 255}.{address & 255}"


def number(address: str) -> int:
    """Raises AddressValueError (a ValueError) unless it is four decimal numbers with dots."""
    return int(IPv4Address(address))


def parse(text: str) -> Block:
    """A prefix (`198.51.100.0/24`), a range (`198.51.100.0-198.51.100.127`) or one address.

    Raises:
        BadBlock: codes `empty`, `not_a_block`, `ipv6`, `host_bits_set`, `backwards`, `too_large`,
            `special_purpose`.
    """
    block = read(text)
    typed = text.strip()
    special = special_purpose(block)
    if special is not None:
        raise BadBlock(
            "special_purpose",
            _(
                "%(typed)s is private or reserved (%(range)s): nobody can sell it.",
                typed=typed,
                range=str(special),
            ),
        )
    return block


def read(text: str) -> Block:
    """Like `parse`, but private and reserved addresses too: they can be planned with, though not bought.

    Raises:
        BadBlock: codes `empty`, `not_a_block`, `ipv6`, `host_bits_set`, `backwards`, `too_large`.
    """
    typed = text.strip()
    if not typed:
        raise BadBlock("empty", _("Nothing was given. Type a block such as 198.51.100.0/24."))
    block = _range(typed) if "-" in typed else _prefix(typed)
    if block.size > 1 << (32 - LARGEST):
        raise _too_large(typed)
    return block


def _range(typed: str) -> Block:
    ends = [end.strip() for end in typed.split("-")]
    if len(ends) != 2:
        raise _not_a_block(typed)
    try:
        first, last = (number(end) for end in ends)
    except AddressValueError:
        raise _not_a_block(typed) from None
    if first > last:
        raise BadBlock("backwards", _("%(typed)s ends before it begins.", typed=typed))
    return Block(first, last)


def _prefix(typed: str) -> Block:
    try:
        network = IPv4Network(typed, strict=False)
    except ValueError:
        raise _not_a_block(typed) from None
    address = typed.partition("/")[0]
    if network.prefixlen < LARGEST:
        raise _too_large(typed)
    if int(IPv4Address(address)) != int(network.network_address):
        raise BadBlock(
            "host_bits_set",
            _(
                "%(typed)s does not begin at its block's first address. Did you mean %(meant)s?",
                typed=typed,
                meant=str(network),
            ),
        )
    return Block(int(network.network_address), int(network.broadcast_address))


def _too_large(typed: str) -> BadBlock:
    return BadBlock("too_large", _("%(typed)s is wider than a /8. Audit its parts.", typed=typed))


def _not_a_block(typed: str) -> BadBlock:
    if ":" in typed:
        try:
            IPv6Network(typed, strict=False)
        except ValueError:
            pass
        else:
            return BadBlock("ipv6", _("%(typed)s is IPv6; this audits IPv4 blocks.", typed=typed))
    return BadBlock(
        "not_a_block",
        _("%(typed)s is no IPv4 block. Type a prefix such as 198.51.100.0/24, or a range.", typed=typed),
    )


def special_purpose(block: Block) -> IPv4Network | None:
    """The special-purpose range that holds all of `block`, or None."""
    for network in SPECIAL_PURPOSE:
        if int(network.network_address) <= block.first and block.last <= int(network.broadcast_address):
            return network
    return None


SPECIAL_PURPOSE = tuple(
    IPv4Network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
"""IANA IPv4 Special-Purpose Address Registry (RFC 6890 and its updates), and multicast (RFC 5771)."""


def union(ranges: Iterable[Range]) -> list[Range]:
    """Disjoint ranges in order that cover the same addresses; neighbours become one."""
    joined: list[Range] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = joined[-1][0], max(joined[-1][1], last)
        else:
            joined.append((first, last))
    return joined


def covered(block: Block, ranges: Iterable[Range]) -> int:
    """How many addresses of `block` lie in at least one of `ranges`."""
    count, begins = 0, block.first
    for first, last in sorted(ranges):
        ends = min(last, block.last)
        if ends >= begins:
            count += max(ends - max(first, begins) + 1, 0)
            begins = ends + 1
    return count


def uncovered(block: Block, ranges: Iterable[Range]) -> list[Range]:
    """The parts of `block` in none of `ranges`, in order."""
    return list(_gaps(block, union(block.clipped(range_) for range_ in ranges if block.overlaps(range_))))


def _gaps(block: Block, joined: list[Range]) -> Iterator[Range]:
    begins = block.first
    for first, last in joined:
        if begins < first:
            yield begins, first - 1
        begins = last + 1
    if begins <= block.last:
        yield begins, block.last
