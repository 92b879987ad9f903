"""Whether a block may move to the buyer's registry."""

from collections.abc import Iterator

from ..facts import Facts
from ..findings import Check, Finding, Severity, State
from ..texts import gettext_noop as _
from ..transfer_rules import RegistryRules, TransferRules
from .answers import buyer, named, spans
from .holding import Holder


def find(facts: Facts, holder: Holder, registry: RegistryRules, rules: TransferRules) -> Iterator[Finding]:
    target = facts.expects.to_registry
    if target is None:
        yield Finding(
            Check.TRANSFER,
            State.OK,
            Severity.INFO,
            _(
                "It may stay under %(registry)s, or move to %(others)s.",
                registry=registry.title,
                others=named(_title(name, rules) for name in registry.moves_to),
            )
            if registry.moves_to
            else _("It can never leave %(registry)s.", registry=registry.title),
            _(
                "A block stays with one of five registries. Which one you deal with decides on fees and "
                "rules."
            ),
            None if registry.moves_to else buyer(_("Make sure that you can be a member there.")),
            (registry.cited(),),
            holder.where,
        )
    elif target == registry.name:
        yield Finding(
            Check.TRANSFER,
            State.OK,
            Severity.INFO,
            _("It stays under %(registry)s, your registry.", registry=registry.title),
            _("The block does not have to leave its registry."),
            None,
            (registry.cited(),),
            holder.where,
        )
    else:
        may = target in registry.moves_to
        state = State.UNKNOWN if not registry.verified else State.OK if may else State.BAD
        yield Finding(
            Check.TRANSFER,
            state,
            Severity.INFO if state is State.OK else Severity.DEAL_BREAKER,
            _(
                "It may move from %(registry)s to %(target)s.",
                registry=registry.title,
                target=_title(target, rules),
            )
            if may
            else _(
                "It cannot move from %(registry)s to %(target)s.",
                registry=registry.title,
                target=_title(target, rules),
            ),
            _("Both registries have to agree to the move, each by rules of its own."),
            None
            if state is State.OK
            else buyer(_("Look for a block that can come to your registry, or become a member of this one.")),
            (registry.cited(),),
            holder.where,
        )
    yield from _constrained(facts, holder, rules)


def _constrained(facts: Facts, holder: Holder, rules: TransferRules) -> Iterator[Finding]:
    """Software that checks announcements knows of addresses that cannot be another registry's."""
    for constraint in rules.constraint:
        if holder.registry == constraint.registry:
            continue
        parts = tuple(
            part
            for part in constraint.parts(facts.block)
            if any(first <= part[1] and part[0] <= last for first, last in holder.where)
        )
        if parts:
            yield Finding(
                Check.TRANSFER,
                State.UNKNOWN,
                Severity.DEAL_BREAKER,
                _(
                    "%(ranges)s should be %(registry)s's, by what is known of it, and cannot have left.",
                    ranges=spans(parts),
                    registry=_title(constraint.registry, rules),
                ),
                _(
                    "Software that checks who may announce a block (rpki-client) does not believe any other "
                    "registry about these addresses."
                ),
                buyer(_("Ask both registries how it came to be where it is.")),
                (constraint.cited(),),
                parts,
            )


def _title(name: str, rules: TransferRules) -> str:
    registry = rules.of.get(name)
    return registry.title if registry else name
