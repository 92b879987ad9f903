"""All tables that were read, asked about one block at a time."""

from collections.abc import Sequence
from datetime import date

from ..blocks import Block
from ..facts import (
    Answer,
    Authorisations,
    Conflict,
    Delegation,
    Drop,
    ListHits,
    Located,
    Registrations,
    RouteObject,
    Routing,
    Told,
    TransferLog,
    Untold,
)
from ..texts import Text
from ..texts import gettext_noop as _
from .delegated import DelegatedFile, registries
from .drop import DropFile
from .loaded import Loaded, newest
from .parsed import Kind
from .routing import RoutingTable
from .unread import Unread


class Tables:
    """Answers about blocks; each `Untold` where its table is missing or broken."""

    def __init__(self, loaded: Sequence[Loaded], problems: Sequence[Unread]) -> None:
        self.loaded = tuple(loaded)
        self.problems = tuple(problems)
        """Files that are broken or not recognised, each with the reason."""
        self._delegated = self._newest_delegated()
        drop = newest(self._of(Kind.DROP))
        self._drop = (drop, DropFile(drop.parsed)) if drop else None
        self._routing = self._routing_tables()

    @property
    def newest(self) -> date | None:
        """The day of the newest table."""
        return max((file.dated for file in self.loaded if file.dated), default=None)

    def delegation(self, block: Block) -> Answer[Delegation]:
        if not self._delegated:
            return self._missing(Kind.DELEGATED, _("No registry's list of what it holds was given."))
        records = sorted(record for _file, table in self._delegated for record in table.records(block))
        spoken_for = frozenset().union(*(table.registries for _file, table in self._delegated))
        sources = tuple(
            file.source(f"delegated-{file.parsed.says['registry']}") for file, _t in self._delegated
        )
        return Told(Delegation(tuple(records), spoken_for), sources)

    def conflicts(self, block: Block) -> Answer[tuple[Conflict, ...]]:
        return self._missing(Kind.CONFLICTS, _("No list of space that two registries claim was given."))

    def registrations(self, block: Block) -> Answer[Registrations]:
        return self._missing(Kind.REGISTRATION, _("No registration data (RDAP) for this block was given."))

    def transfers(self, block: Block) -> Answer[TransferLog]:
        return self._missing(Kind.TRANSFERS, _("No registry's log of transfers was given."))

    def authorisations(self, block: Block) -> Answer[Authorisations]:
        return self._missing(Kind.AUTHORISATIONS, _("No list of route authorisations (RPKI) was given."))

    def route_objects(self, block: Block) -> Answer[tuple[RouteObject, ...]]:
        return self._missing(Kind.ROUTE_OBJECTS, _("No routing registry's (IRR) data was given."))

    def routing(self, block: Block) -> Answer[Routing]:
        """By the newest table alone."""
        if not self._routing:
            return self._missing(Kind.ANNOUNCEMENTS, _("No table of announced routes was given."))
        file, table = self._routing[-1]
        return Told(table.routing(block), (file.source("routing"),))

    def past_routing(self, block: Block) -> tuple[Told[Routing], ...]:
        """By each older table, oldest first."""
        return tuple(
            Told(table.routing(block), (file.source("routing"),)) for file, table in self._routing[:-1]
        )

    def drop(self, block: Block) -> Answer[Drop]:
        if self._drop is None:
            return self._missing(Kind.DROP, _("Spamhaus DROP was not given."))
        file, table = self._drop
        return Told(Drop(table.entries(block)), (file.source("drop"),))

    def lists(self, block: Block) -> Answer[tuple[ListHits, ...]]:
        return self._missing(Kind.ADDRESS_LIST, _("No list of addresses was given."))

    def locations(self, block: Block) -> Answer[tuple[Located, ...]]:
        return self._missing(Kind.LOCATIONS, _("No table of locations was given."))

    def _of(self, *kinds: Kind) -> list[Loaded]:
        return [file for file in self.loaded if file.kind in kinds]

    def _missing(self, kind: Kind, otherwise: Text) -> Untold:
        """Why nothing is told: a file of the kind is broken, or there was none."""
        for problem in self.problems:
            if problem.source.detail.get("kind") == kind:
                return Untold(problem.reason, (problem.source,))
        return Untold(otherwise)

    def _newest_delegated(self) -> list[tuple[Loaded, DelegatedFile]]:
        """For each of the five registries the newest file that speaks for it; its own before the NRO's."""
        speaks_for: dict[str, Loaded] = {}
        files = self._of(Kind.DELEGATED)
        for file in sorted(files, key=_age_of_delegated):
            speaks_for |= dict.fromkeys(registries(file.parsed), file)
        chosen = {id(file): file for file in speaks_for.values()}
        return [
            (file, DelegatedFile(file.parsed, frozenset(one for one, by in speaks_for.items() if by is file)))
            for file in sorted(
                chosen.values(), key=lambda file: (str(file.parsed.says["registry"]), file.given.name)
            )
        ]

    def _routing_tables(self) -> list[tuple[Loaded, RoutingTable]]:
        files = sorted(self._of(Kind.ANNOUNCEMENTS, Kind.ORIGINS), key=lambda file: file.age)
        return [(file, RoutingTable(file.parsed, file.dated)) for file in files]


def _age_of_delegated(file: Loaded) -> tuple[str, str, bool, str]:
    says = file.parsed.says
    return str(says["date"] or ""), str(says["ends"] or ""), says["registry"] != "nro", file.given.name
