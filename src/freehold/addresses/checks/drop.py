"""Whether Spamhaus tells everybody to drop the block's traffic."""

from collections.abc import Iterator

from ..facts import Facts, Untold
from ..findings import Check, Finding, JsonValue, Severity, State
from ..texts import gettext_noop as _
from .answers import buyer, cited, inside, named, not_answered, prefix, rows


def find(facts: Facts) -> Iterator[Finding]:
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
            buyer(_("Fetch the list and run this audit again.")),
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
        buyer(_("Do not buy it. Coming off this list takes the registered holder, and time.")),
        cited(drop, entries=rows([dict(entry) for entry in entries])),
        inside(facts.block, [span for entry in entries if (span := prefix(entry.get("cidr")))]),
    )


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) and value else "-"
