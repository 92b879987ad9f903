"""Who holds the block, by the registries' directories (RDAP), where that differs from their files."""

from collections.abc import Iterator, Sequence

from .. import blocks
from ..blocks import Range
from ..facts import Facts, Record, Registration, Registrations, Told
from ..findings import Check, Finding, Severity, Source, State
from ..texts import gettext_noop as _
from .answers import buyer, cited, inside, named, spans, titled
from .holders import is_legacy, outermost
from .registry import HELD

ARIN_BEGAN = "19971222"
"""What was given out in North America before has no agreement with ARIN unless its holder signed one."""


def find(facts: Facts) -> Iterator[Finding]:
    held: Sequence[Record] = ()
    if isinstance(facts.delegation, Told):
        held = [one for one in facts.delegation.value.records if one.status in HELD]
    if isinstance(facts.registrations, Told):
        networks = outermost(facts.registrations.value.networks)
        yield from _disagreement(facts, facts.registrations, held, networks)
        yield from _disputed(facts, facts.registrations, networks)
    yield from _legacy(facts, held)


def _disagreement(
    facts: Facts, told: Told[Registrations], held: Sequence[Record], networks: Sequence[Registration]
) -> Iterator[Finding]:
    differing: list[Registration] = []
    for one in networks:
        theirs = {each.registry for each in held if each.first <= one.last and one.first <= each.last}
        if theirs and one.registry and one.registry not in theirs:
            differing.append(one)
    if differing:
        yield Finding(
            Check.REGISTRY,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _(
                "The registries disagree: by their files it is held under %(files)s, by their directory "
                "under %(directory)s.",
                files=titled(one.registry for one in held),
                directory=titled(one.registry or "-" for one in differing),
            ),
            _("It may just have moved from one to the other. Until both say the same nobody can be sure."),
            buyer(_("Ask both registries, or wait some days and run this audit again.")),
            told.sources,
            inside(facts.block, [(one.first, one.last) for one in differing]),
        )
    missing = _common(told.value.uncovered, inside(facts.block, [(one.first, one.last) for one in held]))
    if missing:
        yield Finding(
            Check.REGISTRY,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _(
                "The registry's directory knows nothing of %(ranges)s, which its file has as held.",
                ranges=spans(missing),
            ),
            _("Two places in which the registry says who holds a block differ, or one did not answer fully."),
            buyer(_("Ask the registry.")),
            told.sources,
            tuple(missing),
        )


def _disputed(facts: Facts, told: Told[Registrations], networks: Sequence[Registration]) -> Iterator[Finding]:
    """RDAP's words for a record that is not simply in force (RFC 9083 section 10.2.2, RFC 8056)."""
    locked = [
        (one, word)
        for one in networks
        for word in one.status
        if any(sign in word.lower() for sign in ("pending", "locked", "removed", "inactive"))
    ]
    if locked:
        yield Finding(
            Check.REGISTRY,
            State.UNKNOWN,
            Severity.DEAL_BREAKER,
            _("The registry's record is marked: %(words)s.", words=named(word for _one, word in locked)),
            _("Such a mark can stand for a dispute, for unpaid fees or for a change under way."),
            buyer(_("Ask the registry what it means before you pay.")),
            told.sources,
            inside(facts.block, [(one.first, one.last) for one, _word in locked]),
        )


def _legacy(facts: Facts, held: Sequence[Record]) -> Iterator[Finding]:
    """Older than the registries: without an agreement it has neither RPKI nor a registry's route objects."""
    where: list[Range] = []
    sources: tuple[Source, ...] = ()
    if isinstance(facts.registrations, Told):
        networks = [one for one in facts.registrations.value.networks if is_legacy(one)]
        where = [(one.first, one.last) for one in networks]
        sources = cited(facts.registrations, types=[one.type for one in networks])
    early = [one for one in held if one.registry == "arin" and one.date and one.date < ARIN_BEGAN]
    if early and not where and isinstance(facts.delegation, Told):
        where = [(one.first, one.last) for one in early]
        sources = facts.delegation.sources
    parts = inside(facts.block, where)
    if parts:
        yield Finding(
            Check.REGISTRY,
            State.OK,
            Severity.INFO,
            _("Older than its registry (legacy): %(ranges)s.", ranges=spans(parts)),
            _(
                "Such blocks were given out before the registries were founded, often without any agreement. "
                "Without one the registry may refuse to certify who announces it (RPKI)."
            ),
            buyer(
                _(
                    "Ask the registry which agreement you will sign, and whether it covers RPKI and reverse "
                    "names."
                )
            ),
            sources,
            parts,
        )


def _common(one: Sequence[Range], other: Sequence[Range]) -> list[Range]:
    shared = [(max(a, c), min(b, d)) for a, b in one for c, d in other if a <= d and c <= b]
    return blocks.union(shared)
