from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import AppConfig


class RoomsConfig(AppConfig):
    name = "freehold.rooms"
    label = "rooms"

    def ready(self) -> None:
        from freehold.people.signals import signed_out, visit_link_opened

        signed_out.connect(_on_signed_out, dispatch_uid="rooms.signed_out")
        visit_link_opened.connect(_on_visit_link_opened, dispatch_uid="rooms.visit_link_opened")


def _on_signed_out(*, sign_in_id: str, **_: Any) -> None:
    from . import actions

    actions.sign_in_ended(UUID(sign_in_id))


def _on_visit_link_opened(*, session_id: UUID, **_: Any) -> datetime | None:
    from . import access

    return access.opens_for_members(session_id)
