"""What people tell and ask the parts above. What is told is sent inside the action's transaction."""

from django.dispatch import Signal

signed_out = Signal()
"""`sign_in_id: str`: this sign-in is over (sign-out, revoked, deactivated). Rooms cut its connection."""

person_deactivated = Signal()
"""`person: Person`: may not sign in any more."""

visit_link_opened = Signal()
"""`session_id: UUID`: somebody holds a link to this session. Rooms answer when its waiting room opens."""
