from typing import Any
from uuid import UUID

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "freehold.rooms"
    label = "rooms"

    def ready(self) -> None:
        from freehold.people.signals import signed_out

        signed_out.connect(_on_signed_out, dispatch_uid="rooms.signed_out")


def _on_signed_out(*, sign_in_id: str, **_: Any) -> None:
    from . import actions

    actions.sign_in_ended(UUID(sign_in_id))
