"""What people's actions tell the parts above. Sent inside the action's transaction, before it commits."""

from django.dispatch import Signal

signed_out = Signal()
"""`sign_in_id: str`: this sign-in is over (sign-out, revoked, deactivated). Rooms cut its connection."""

person_deactivated = Signal()
"""`person: Person`: may not sign in any more."""
