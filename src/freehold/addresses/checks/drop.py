"""Whether Spamhaus tells everybody to drop the block's traffic."""

from collections.abc import Iterator

from ..facts import Facts, Told, Untold
from ..findings import AGAIN, Check, Finding, JsonValue, Severity, State
from ..texts import gettext_noop as _
from .answers import buyer, cited, inside, named, networks, not_answered, prefix, rows
from .routing import live, origins


def find(facts: Facts) -> Iterator[Finding]:
    yield from _blocks(facts)
    yield from _networks(facts)


def _networks(facts: Facts) -> Iterator[Finding]:
    """Whether who announces it is listed, wherever the block stands."""
    if not isinstance(facts.routing, Told):
        return  # Who announces it is not known, which is said of the routes.
    announced = live(facts.routing.value)
    if not announced:
        return
    if isinstance(facts.listed_networks, Untold):
        # Not among what must be answered: a missing list of networks takes no answer from that of blocks.
        yield not_answered(
            Check.LISTS,
            Severity.DEAL_BREAKER,
            facts.listed_networks,
            _(
                "Spamhaus ASN-DROP names networks that criminals run. Whether one of them announces it was "
                "not looked up."
            ),
            AGAIN,
        )
        return
    seen = set(origins(announced))
    entries = [one for one in facts.listed_networks.value.entries if one.get("asn") in seen]
    listed = {asn for one in entries if isinstance(asn := one.get("asn"), int)}
    if not listed:
        yield Finding(
            Check.DROP,
            State.OK,
            Severity.INFO,
            _("Nor does Spamhaus list the network that announces it (%(origins)s).", origins=networks(seen))
            if len(seen) == 1
            else _(
                "Nor does Spamhaus list any network that announces it (%(origins)s).", origins=networks(seen)
            ),
            _("The list of networks that criminals run has none of them on the list's date."),
            None,
            facts.listed_networks.sources,
        )
        return
    yield Finding(
        Check.DROP,
        State.BAD,
        Severity.DEAL_BREAKER,
        _(
            "It is announced by a network that Spamhaus lists as run by criminals: %(origins)s.",
            origins=networks(listed),
        ),
        _("Many others accept nothing from the networks on this list, and one of those uses the block now."),
        buyer(_("Have your provider announce it, and find out who that network is."))
        if facts.expects.is_owned
        else buyer(_("Do not buy it. Ask the registry how that network came by it.")),
        cited(facts.listed_networks, entries=rows([dict(one) for one in entries])),
        inside(facts.block, [(one.first, one.last) for one in announced if listed & set(one.origins)]),
    )


def _blocks(facts: Facts) -> Iterator[Finding]:
    drop = facts.drop
    if isinstance(drop, Untold):
        yield not_answered(
            Check.DROP,
            Severity.DEAL_BREAKER,
            drop,
            _(
                "Spamhaus DROP names blocks that were stolen or are run by criminals. Many networks cut "
                "them off entirely. The list was not read."
            ),
            AGAIN,
        )
        return
    entries = drop.value.entries
    if not entries:
        yield Finding(
            Check.DROP,
            State.OK,
            Severity.INFO,
            _("Spamhaus DROP does not list it."),
            _(
                "The list of blocks that were stolen or are run by criminals does not have it on the list's "
                "date."
            ),
            None,
            drop.sources,
        )
        return
    yield Finding(
        Check.DROP,
        State.BAD,
        Severity.DEAL_BREAKER,
        _(
            "Spamhaus DROP lists it: %(blocks)s (%(numbers)s).",
            blocks=named(_text(entry.get("cidr")) for entry in entries),
            numbers=named(_text(entry.get("sblid")) for entry in entries),
        ),
        _(
            "The list names blocks that were stolen or are run by criminals. Many networks cut them off "
            "entirely: patients behind those could not reach you."
        ),
        buyer(
            _("Ask Spamhaus, as the registered holder, to take it off: networks drop what is on this list.")
            if facts.expects.is_owned
            else _("Do not buy it. Coming off this list takes the registered holder, and time.")
        ),
        cited(drop, entries=rows([dict(entry) for entry in entries])),
        inside(facts.block, [span for entry in entries if (span := prefix(entry.get("cidr")))]),
    )


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) and value else "-"
