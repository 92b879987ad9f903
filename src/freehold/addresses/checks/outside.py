"""What nobody can find out from outside, said as such."""

from collections.abc import Iterator

from ..facts import Facts
from ..findings import Check, Finding, Severity, Source, State, ToDo
from ..texts import Text
from ..texts import gettext_noop as _
from .answers import buyer, seller

BY_HAND = "entered by hand"


def find(facts: Facts) -> Iterator[Finding]:
    for dispute in facts.expects.disputes:
        yield Finding(
            Check.OUTSIDE,
            State.BAD,
            Severity.DEAL_BREAKER,
            _("Entered by hand, a dispute or sanction: %(dispute)s", dispute=dispute),
            _(
                "You named it yourself for this audit. As long as it stands, others may take the block from "
                "you."
            ),
            buyer(_("See a lawyer."))
            if facts.expects.is_owned
            else buyer(_("Do not pay before the dispute is settled.")),
            (Source(BY_HAND, None, None, {"dispute": dispute}),),
        )
    yield _beyond(
        _("What large mail and cloud providers think of it cannot be looked up."),
        _(
            "Google, Microsoft, Apple and others keep records of their own and show them to a block's "
            "holder only."
        ),
        buyer(
            _("Once it is yours, sign up at Google Postmaster Tools and Microsoft SNDS, and send test mail.")
        )
        if facts.expects.is_owned
        else seller(
            _("Show what Google Postmaster Tools and Microsoft SNDS say of the block, before payment.")
        ),
    )
    if facts.expects.is_owned:
        return
    yield _beyond(
        _("Whether somebody disputes the seller's right to it cannot be looked up."),
        _("Claims in court, debts, bankruptcy and sanctions against a seller are in no table of addresses."),
        seller(
            _("Warrant in the contract that there are no claims, debts or sanctions, and pay through escrow.")
        ),
    )
    yield _beyond(
        _("What the addresses were used for in private cannot be looked up."),
        _("Firms and states keep lists of their own on whom they turn away. They are seldom published."),
        buyer(_("Agree on a time in which you may give the block back if it turns out to be unusable.")),
    )


def _beyond(summary: Text, meaning: Text, to_do: ToDo) -> Finding:
    return Finding(Check.OUTSIDE, State.NOT_APPLICABLE, Severity.INFO, summary, meaning, to_do)
