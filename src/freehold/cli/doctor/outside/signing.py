"""Signs a proof with the key of the audit's checkpoints, and writes that down. Needs Django set up."""

from django.conf import settings
from django.db import DatabaseError

from freehold import audit
from freehold.audit import actions as audit_actions
from freehold.audit import places
from freehold.audit.errors import KeyUnusable, NothingWritten, NotSigned
from freehold.audit.notes import Signer

from ...failure import UNUSABLE, Stop
from . import actions, page
from .proof import Proof
from .sealing import Kind, digest, seal


def signer() -> Signer:
    """The key that signs the audit's checkpoints; made where this is the first thing that is signed.

    Raises:
        Stop: it cannot be used, or the audit is not what was signed before.
    """
    try:
        audit_actions.checkpoint()
        return places.signer(may_create=False)
    except (KeyUnusable, NotSigned, DatabaseError, OSError) as problem:
        raise Stop(
            f"Nothing is signed: {problem}\n`./freehold audit verify` says more.", UNUSABLE
        ) from problem


def signed(made: Proof, kind: Kind, key: Signer) -> bytes:
    """The file: the page and its signature. The audit has the row before anybody has the file.

    Raises:
        Stop: no PDF can be made here, or the row cannot be written.
    """
    from freehold.addresses.report.pdf import PangoMissing

    try:
        body = page.made_as(kind, made)
    except PangoMissing as missing:
        raise Stop(f"No PDF can be made here: {missing}\nGive a name that ends in .html.", UNUSABLE) from None
    try:
        with audit.origin("console", ""):
            actions.proof_made(made.verdict, digest(body))
    except (NothingWritten, DatabaseError) as problem:
        raise Stop(f"Nothing is signed: the audit row cannot be written: {problem}", UNUSABLE) from problem
    at = made.at.isoformat(timespec="seconds")
    return seal(body, kind, key, installation=settings.INSTALLATION, at=at)
