"""Makes the media server's rooms equal to ours: what should be (rows) against what is (ListParticipants).

Cuts and webhooks do the same at once; this loop is for those that were lost, whoever died on the way. It runs
in the worker, holds no transaction while it asks the network, and doing it twice is doing it once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asgiref.sync import async_to_sync
from django.utils import timezone

from . import access, actions, livekit
from .livekit import Participant
from .models import Session
from .places import State

# How long after its end a session is still looked at: longer than any token of the media server lives.
LOOK_BACK = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be taken out of one room, and who is rightly there: connection → stays."""

    out: frozenset[str]
    present: dict[UUID, list[Participant]]


def difference(should: Iterable[UUID], there: Iterable[Participant]) -> Difference:
    """Whoever is in the room without an admitted connection is to go, our own names or foreign ones alike."""
    admitted = frozenset(should)
    out, present = set(), dict[UUID, list[Participant]]()
    for one in there:
        if one.connection in admitted and one.connection is not None:
            present.setdefault(one.connection, []).append(one)
        else:
            out.add(one.identity)
    return Difference(frozenset(out), present)


def reconcile() -> int:
    """Look at every room in use once; returns how many connections were taken out.

    Raises:
        livekit.Unavailable: the media server does not answer; it will be asked again.
    """
    exists = async_to_sync(livekit.rooms)()
    taken = 0
    for session in access.sessions_in_use(timezone.now(), look_back=LOOK_BACK):
        taken += _reconcile_one(session, exists=session.room in exists)
    return taken


def _reconcile_one(session: Session, *, exists: bool) -> int:
    asked_at = timezone.now()
    if session.has_ended:
        if exists:
            async_to_sync(livekit.delete_room)(session.room)
        actions.note_present(session, {}, asked_at=asked_at)
        return 0
    # Who is there is asked before who may be: whoever is let in meanwhile is then not taken for a stranger.
    there = async_to_sync(livekit.participants)(session.room) if exists else []
    admitted = access.current_connections(session).filter(state=State.ADMITTED).values_list("id", flat=True)
    found = difference(admitted, there)
    for identity in found.out:
        async_to_sync(livekit.remove)(session.room, identity)
    present = {
        connection: {one.stay: one.joined_at for one in stays} for connection, stays in found.present.items()
    }
    actions.note_present(session, present, asked_at=asked_at)
    return len(found.out)
