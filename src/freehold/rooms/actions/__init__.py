"""Every write of rooms, one verb each: check, write, audit, publish; nothing here asks the network."""

from .attendance import forget_receipts, note_present, take_in
from .places import admit, beat, enter, leave, pass_door, remove, sign_in_ended, stand_at_door
from .sessions import close_session, create_session, end_session, end_stale, move_session
from .talk import report_trouble, say_key, send_chat

__all__ = [
    "admit",
    "beat",
    "close_session",
    "create_session",
    "end_session",
    "end_stale",
    "enter",
    "forget_receipts",
    "leave",
    "move_session",
    "note_present",
    "pass_door",
    "remove",
    "report_trouble",
    "say_key",
    "send_chat",
    "sign_in_ended",
    "stand_at_door",
    "take_in",
]
