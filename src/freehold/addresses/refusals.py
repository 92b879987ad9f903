"""Why the list of blocks says no."""

from uuid import UUID


class OnTheListAlready(Exception):
    """The block is there; `id` says where."""

    def __init__(self, id: UUID) -> None:
        super().__init__(str(id))
        self.id = id


class UnderWay(Exception):
    """The block is being audited now."""


class Cancelled(Exception):
    """Somebody stopped the audit, or it was ended otherwise, while it ran."""
