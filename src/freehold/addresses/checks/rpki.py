"""Who is authorised, by signed statements (ROAs), to announce the block."""

from collections.abc import Iterator, Sequence

from .. import blocks
from ..facts import Announcement, Authorisation, Authorisations, Facts, Told, Untold
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, Source, State
from ..texts import gettext_noop as _
from .answers import before_payment, buyer, cited, inside, named, networks, not_answered, rows, seller
from .authorised import FORBIDDEN, invalid, overlapping, run_out
from .routing import live


def find(facts: Facts) -> Iterator[Finding]:
    told = facts.authorisations
    if isinstance(told, Untold):
        yield not_answered(
            Check.RPKI,
            Severity.DEAL_BREAKER,
            told,
            _(
                "Holders sign statements on who may announce their blocks, and networks refuse what goes "
                "against them. The statements were not read."
            ),
            AGAIN,
        )
        return
    yield from _forbidden(facts, told)
    if facts.expects.is_owned:
        yield from _own(facts, told)
    else:
        yield from _left_over(facts, told)
    yield from _refused(facts, told)
    yield from _run_out(facts, told)


def _forbidden(facts: Facts, told: Told[Authorisations]) -> Iterator[Finding]:
    whole = [one for one in told.value.covering if one.asn == FORBIDDEN]
    part = [one for one in told.value.inside if one.asn == FORBIDDEN]
    if whole:
        # Another statement that names the owner's network outranks it (RFC 6483 section 4).
        is_outranked = facts.expects.is_owned and any(
            one.asn != FORBIDDEN for one in set(told.value.covering) - run_out(facts, told.value)
        )
        yield Finding(
            Check.RPKI,
            State.BAD,
            Severity.FIX_AFTER if is_outranked else Severity.DEAL_BREAKER,
            _(
                "A signed statement forbids anybody to announce it: %(statements)s.",
                statements=_statements(whole),
            ),
            _(
                "Networks that check would refuse your addresses. Registries sign such statements for "
                "blocks that they gave to nobody, and holders for blocks that are not to be used."
            ),
            buyer(_("Have the statement removed."))
            if is_outranked
            else buyer(_("Do not pay while this statement stands. Ask the registry who signed it, and why.")),
            _cited(told, whole),
        )
    if part:
        yield Finding(
            Check.RPKI,
            State.BAD,
            before_payment(facts),
            _(
                "A signed statement forbids anybody to announce parts of it: %(statements)s.",
                statements=_statements(part),
            ),
            _("Networks that check would refuse those parts."),
            buyer(_("Have the statement removed."))
            if facts.expects.is_owned
            else seller(_("Remove the statement, or explain it.")),
            _cited(told, part),
            inside(facts.block, [(one.first, one.last) for one in part]),
        )


def _left_over(facts: Facts, told: Told[Authorisations]) -> Iterator[Finding]:
    """The seller's statements: they would forbid the buyer's announcements."""
    block = facts.block
    others = [one for one in overlapping(told.value) if one.asn != FORBIDDEN]
    wider = [one for one in others if not block.contains((one.first, one.last))]
    within = [one for one in others if block.contains((one.first, one.last))]
    if within:
        yield Finding(
            Check.RPKI,
            State.BAD,
            Severity.FIX_BEFORE,
            _(
                "Signed statements still allow others to announce it: %(statements)s.",
                statements=_statements(within),
            ),
            _("As long as they stand, networks that check refuse your announcements and accept theirs."),
            seller(_("Withdraw these statements (ROAs) before payment.")),
            _cited(told, within),
            inside(block, [(one.first, one.last) for one in within]),
        )
    if wider:
        yield Finding(
            Check.RPKI,
            State.BAD,
            Severity.FIX_BEFORE,
            _(
                "Signed statements for a larger block cover it too: %(statements)s.",
                statements=_statements(wider),
            ),
            _(
                "The seller keeps the rest of the larger block. The statements have to be signed anew "
                "without this part, or networks that check refuse your announcements."
            ),
            seller(_("Sign your statements (ROAs) anew without this block before payment.")),
            _cited(told, wider),
            inside(block, [(one.first, one.last) for one in wider]),
        )
    if others and told.value.elsewhere_count:
        yield _of_several(told)
    if not others:
        yield Finding(
            Check.RPKI,
            State.OK,
            Severity.INFO,
            _("No signed statement allows anybody to announce it."),
            _("Nothing stands in your way. Once the block is yours, sign a statement for your own network."),
            buyer(_("Sign a statement (ROA) for your network once the block is yours.")),
            told.sources,
        )


def _of_several(told: Told[Authorisations]) -> Finding:
    """The payloads of one statement stand in the table each by itself (RFC 9582 lets it name many blocks)."""
    elsewhere = told.value.elsewhere
    return Finding(
        Check.RPKI,
        State.BAD,
        Severity.FIX_BEFORE,
        _(
            "These statements may name other blocks too, which the table does not tell: %(number)d entries "
            "of the same network, registry and end for other addresses (%(statements)s).",
            number=told.value.elsewhere_count,
            statements=_statements(elsewhere),
        ),
        _(
            "One statement (ROA) can name many blocks and is withdrawn as a whole. A seller who needs it for "
            "the others puts it off, and signs it anew with your block in it by mistake."
        ),
        seller(
            _(
                "Show which of your statements (ROAs) name this block, and sign those that name others too "
                "anew without it, before payment."
            )
        ),
        _cited(told, elsewhere),
    )


def _run_out(facts: Facts, told: Told[Authorisations]) -> Iterator[Finding]:
    old = sorted(run_out(facts, told.value))
    if old:
        yield Finding(
            Check.RPKI,
            State.NOT_APPLICABLE,
            Severity.INFO,
            _(
                "Had run out unless renewed: %(statements)s (the first on %(day)s).",
                statements=_statements(old),
                day=min(one.expires_at for one in old if one.expires_at).date().isoformat(),
            ),
            _(
                "Statements are renewed every day or so, and this table is from before that. What stands in "
                "your way is taken to stand still; what would speak for the block is not counted."
            ),
            AGAIN,
            _cited(told, old),
        )


def _own(facts: Facts, told: Told[Authorisations]) -> Iterator[Finding]:
    block, mine = facts.block, facts.expects.origin
    all_ = [one for one in overlapping(told.value) if one.asn != FORBIDDEN]
    mine_signed = [one for one in all_ if mine is None or one.asn == mine]
    old = run_out(facts, told.value)
    own = [one for one in mine_signed if one not in old]
    signed = blocks.covered(block, [(one.first, one.last) for one in own])
    perhaps = blocks.covered(block, [(one.first, one.last) for one in mine_signed])
    if signed < block.size and perhaps == block.size:
        yield Finding(
            Check.RPKI,
            State.UNKNOWN,
            Severity.FIX_AFTER,
            _("Whether your own signed statement still stands is not known: the table is too old to tell."),
            _("It had run out by then unless it was renewed, as it should be by itself."),
            AGAIN,
            _cited(told, mine_signed),
        )
    elif signed < block.size:
        yield Finding(
            Check.RPKI,
            State.BAD,
            Severity.FIX_AFTER,
            _(
                "Your own signed statement is missing for %(number)d of %(size)d addresses.",
                number=block.size - signed,
                size=block.size,
            ),
            _("Without one anybody can announce your addresses and be believed."),
            buyer(_("Sign a statement (ROA) for your network at your registry.")),
            _cited(told, own),
            tuple(blocks.uncovered(block, [(one.first, one.last) for one in own])),
        )
    else:
        yield Finding(
            Check.RPKI,
            State.OK,
            Severity.INFO,
            _("Your signed statement is there: %(statements)s.", statements=_statements(own)),
            _("Networks that check refuse anybody else who announces your addresses."),
            None,
            _cited(told, own),
        )
    others = [one for one in all_ if one not in mine_signed]
    if others:
        yield Finding(
            Check.RPKI,
            State.BAD,
            Severity.FIX_AFTER,
            _("Signed statements allow other networks too: %(statements)s.", statements=_statements(others)),
            _("Those networks can announce your addresses and are believed."),
            buyer(_("Withdraw the statements that you do not need.")),
            _cited(told, others),
            inside(block, [(one.first, one.last) for one in others]),
        )
    yield from _loose(facts, told, own)


def _loose(facts: Facts, told: Told[Authorisations], own: Sequence[Authorisation]) -> Iterator[Finding]:
    """A longest length beyond what is announced lets a forged origin take a part (RFC 9319)."""
    if not isinstance(facts.routing, Told) or facts.routing.value.is_flattened:
        return
    announced = {(one.first, one.last) for one in live(facts.routing.value)}
    loose = [
        one
        for one in own
        if one.max_length > one.length and not all(part in announced for part in _halves(one))
    ]
    if loose:
        yield Finding(
            Check.RPKI,
            State.BAD,
            Severity.FIX_AFTER,
            _(
                "Your signed statement allows smaller parts than you announce: %(statements)s.",
                statements=_statements(loose),
            ),
            _("Somebody who poses as your network could announce a part and draw its traffic."),
            buyer(_("Sign it anew with the longest length that you do announce (RFC 9319).")),
            _cited(told, loose),
        )


def _halves(one: Authorisation) -> list[tuple[int, int]]:
    """What its longest length would allow first: both halves of its prefix."""
    middle = (one.first + one.last) // 2
    return [(one.first, middle), (middle + 1, one.last)]


def _refused(facts: Facts, told: Told[Authorisations]) -> Iterator[Finding]:
    """Announced against the statements (RFC 6811)."""
    if not isinstance(facts.routing, Told):
        return
    routing = facts.routing.value
    authorisations = overlapping(told.value)
    wrong = invalid(live(routing), authorisations, is_flattened=routing.is_flattened)
    if wrong:
        yield Finding(
            Check.RPKI,
            State.BAD,
            before_payment(facts),
            _(
                "Announced against the holder's signed statements: %(ranges)s by %(origins)s.",
                ranges=named(_span(one) for one, _origin in wrong),
                origins=networks(origin for _one, origin in wrong),
            ),
            _(
                "Networks that check refuse this announcement already. It is a mistake, or somebody takes "
                "the block."
            ),
            buyer(_("Correct the announcement or the statement."))
            if facts.expects.is_owned
            else seller(_("Explain who announces it, and withdraw it, before payment.")),
            (*told.sources, *facts.routing.sources),
            inside(facts.block, [(one.first, one.last) for one, _origin in wrong]),
        )


def _statements(authorisations: Sequence[Authorisation]) -> str:
    return named(f"{blocks.Block(one.first, one.last)} AS{one.asn}" for one in authorisations)


def _span(one: Announcement) -> str:
    return str(blocks.Block(one.first, one.last))


def _cited(told: Told[Authorisations], authorisations: Sequence[Authorisation]) -> tuple[Source, ...]:
    return cited(told, authorisations=rows([_row(one) for one in authorisations]), count=len(authorisations))


def _row(one: Authorisation) -> JsonValue:
    return {
        "prefix": f"{blocks.dotted(one.first)}/{one.length}",
        "max_length": one.max_length,
        "asn": one.asn,
        "trust_anchor": one.trust_anchor,
        "expires_at": one.expires_at.strftime("%Y-%m-%dT%H:%M:%SZ") if one.expires_at else None,
    }
