"""Whether the block is large enough to stand alone."""

from collections.abc import Iterator

from ..facts import Facts
from ..findings import Check, Finding, Severity, State
from ..texts import gettext_noop as _
from .answers import buyer, seller, spans

SMALLEST = 24
"""Networks pass on nothing longer than a /24, and registries transfer nothing smaller."""


def find(facts: Facts) -> Iterator[Finding]:
    block = facts.block
    small = [
        (int(one.network_address), int(one.broadcast_address))
        for one in block.prefixes
        if one.prefixlen > SMALLEST
    ]
    if facts.expects.is_owned:
        yield Finding(
            Check.SIZE,
            State.NOT_APPLICABLE,
            Severity.INFO,
            _("You have it already; its size does not matter. Addresses: %(size)d.", size=block.size),
            _("Size decides whether a block can be bought and announced alone."),
        )
    elif len(small) == len(block.prefixes):
        yield Finding(
            Check.SIZE,
            State.BAD,
            Severity.DEAL_BREAKER,
            _("Too small to stand alone. Addresses: %(size)d.", size=block.size),
            _(
                "The Internet's networks pass on nothing smaller than 256 addresses side by side (a /24), "
                "and registries do not transfer less. You could not use it without its seller."
            ),
            buyer(_("Look for a whole /24.")),
        )
    elif small:
        yield Finding(
            Check.SIZE,
            State.BAD,
            Severity.FIX_BEFORE,
            _("Its ends are parts of a /24: %(ranges)s.", ranges=spans(small)),
            _("Those parts cannot be announced alone, nor be transferred."),
            seller(_("Agree on whole blocks of 256 addresses.")),
            (),
            tuple(small),
        )
    else:
        yield Finding(
            Check.SIZE,
            State.OK,
            Severity.INFO,
            _("Large enough to stand alone. Addresses: %(size)d.", size=block.size),
            _("Blocks from 256 addresses (a /24) can be announced and transferred."),
        )
