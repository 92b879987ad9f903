"""What rooms tells whoever cares; rooms knows none of them. Sent inside the action's transaction."""

from django.dispatch import Signal

# session, person: somebody's place in the waiting room (member) or the room (lead) is taken.
arrived = Signal()
# session: a member was let in for the first time.
began = Signal()
# session, how ("ended", "technical_failure" or "no_show").
ended = Signal()
# session, person: the media server has somebody's page, or has it no more.
seen = Signal()
# session, person: somebody left the waiting room or the room, or was removed.
left = Signal()
