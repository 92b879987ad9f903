"""All tables that were read, asked about one block at a time."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from ..blocks import Block, uncovered
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
from .authorised import AuthorisationFile
from .conflicts import ConflictFile
from .delegated import DelegatedFile, registries
from .drop import DropFile
from .listings import Listings
from .loaded import Loaded
from .locations import LocationDatabase, LocationTable
from .parsed import Kind, Parsed
from .registrations import RegistrationFile
from .route_objects import RouteObjectFile
from .routing import RoutingTable
from .transfers import TransferFile
from .unread import Unread

Table = TypeVar("Table")


class Tables:
    """Answers about blocks; each `Untold` where its table is missing or broken."""

    def __init__(
        self, loaded: Sequence[Loaded], problems: Sequence[Unread] = (), unused: Sequence[Unread] = ()
    ) -> None:
        self.loaded = tuple(loaded)
        self.problems = tuple(problems)
        """Files that are broken or not recognised, each with the reason."""
        self.unused = tuple(unused)
        """Files that are known and of no use here: licences, IPv6 …"""
        self._delegated = self._newest_delegated()
        self._conflicts = [(file, ConflictFile(file.parsed)) for file in self._of(Kind.CONFLICTS)]
        self._registrations = [(file, RegistrationFile(file.parsed)) for file in self._of(Kind.REGISTRATION)]
        self._transfers = [
            (file, TransferFile(file.parsed)) for file in self._newest_by_registry(Kind.TRANSFERS)
        ]
        self._authorisations = self._newest(Kind.AUTHORISATIONS, AuthorisationFile)
        self._route_objects = [(file, RouteObjectFile(file.parsed)) for file in self._of(Kind.ROUTE_OBJECTS)]
        self._routing = self._routing_tables()
        self._drop = self._newest(Kind.DROP, DropFile)
        self._listings = Listings(self._of(Kind.ADDRESS_LIST))
        self._locations: list[tuple[Loaded, LocationTable | LocationDatabase]] = [
            (file, LocationTable(file.parsed)) for file in self._of(Kind.LOCATIONS)
        ]
        self._locations += [
            (file, LocationDatabase(file.parsed)) for file in self._of(Kind.LOCATION_DATABASE)
        ]

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
        if not self._conflicts:
            return self._missing(Kind.CONFLICTS, _("No list of space that two registries claim was given."))
        found = {one for _file, table in self._conflicts for one in table.conflicts(block)}
        ordered = sorted(found, key=lambda one: (one.first, one.last, one.kind, one.registries))
        return Told(tuple(ordered), tuple(file.source("nro-conflicts") for file, _table in self._conflicts))

    def registrations(self, block: Block) -> Answer[Registrations]:
        """From files with answers of registries' servers, where one is about the block or a part of it."""
        answers = [(file, table.registrations(block)) for file, table in self._registrations]
        found = [one for _file, networks in answers for one in networks]
        if not found:
            return self._missing(
                Kind.REGISTRATION, _("No registration data (RDAP) for this block was given.")
            )
        found.sort(key=lambda one: (one.first, -one.last, one.handle))
        gaps = uncovered(block, [(one.first, one.last) for one in found])
        sources = tuple(file.source("rdap") for file, networks in answers if networks)
        return Told(Registrations(tuple(found), tuple(gaps)), sources)

    def transfers(self, block: Block) -> Answer[TransferLog]:
        if not self._transfers:
            return self._missing(Kind.TRANSFERS, _("No registry's log of transfers was given."))
        # Both registries of a move between regions list it.
        found = {one for _file, table in self._transfers for one in table.transfers(block)}
        ordered = sorted(found, key=lambda one: (one.transferred_on, one.first, one.last, str(one)))
        registries = frozenset(str(file.parsed.says["registry"]) for file, _table in self._transfers)
        sources = tuple(
            file.source(f"transfers-{file.parsed.says['registry']}") for file, _t in self._transfers
        )
        return Told(TransferLog(tuple(ordered), registries), sources)

    def authorisations(self, block: Block) -> Answer[Authorisations]:
        if self._authorisations is None:
            return self._missing(Kind.AUTHORISATIONS, _("No list of route authorisations (RPKI) was given."))
        file, table = self._authorisations
        return Told(table.authorisations(block), (file.source("vrps"),))

    def route_objects(self, block: Block) -> Answer[tuple[RouteObject, ...]]:
        if not self._route_objects:
            return self._missing(Kind.ROUTE_OBJECTS, _("No routing registry's (IRR) data was given."))
        found = {one for _file, table in self._route_objects for one in table.route_objects(block)}
        ordered = sorted(found, key=lambda one: (one.first, -one.last, one.origin, one.source, str(one)))
        return Told(tuple(ordered), tuple(file.source("irr") for file, _table in self._route_objects))

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
        """One for each list that was read, whether or not it holds any of the block."""
        if not self._listings:
            return self._missing(Kind.ADDRESS_LIST, _("No list of addresses was given."))
        hits = self._listings.hits(block)
        return Told(hits, tuple(one.source for one in hits))

    def locations(self, block: Block) -> Answer[tuple[Located, ...]]:
        tables = sorted(self._locations, key=lambda pair: pair[0].given.name)
        if not tables:
            return self._missing(Kind.LOCATIONS, _("No table of locations was given."))
        told = tuple(
            Located(file.given.stem, tuple(table.located(block)), file.source(file.given.stem))
            for file, table in tables
        )
        return Told(told, tuple(one.source for one in told))

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

    def _newest_by_registry(self, kind: Kind) -> list[Loaded]:
        registries = {str(file.parsed.says["registry"]): file for file in sorted(self._of(kind), key=_age)}
        return [file for _registry, file in sorted(registries.items())]

    def _newest(self, kind: Kind, table: Callable[[Parsed], Table]) -> tuple[Loaded, Table] | None:
        files = self._of(kind)
        newest = max(files, key=_age) if files else None
        return (newest, table(newest.parsed)) if newest else None

    def _routing_tables(self) -> list[tuple[Loaded, RoutingTable]]:
        files = sorted(self._of(Kind.ANNOUNCEMENTS, Kind.ORIGINS), key=_age)
        return [(file, RoutingTable(file.parsed, file.dated)) for file in files]


def _age(file: Loaded) -> tuple[date, date, str]:
    return file.age


def _age_of_delegated(file: Loaded) -> tuple[str, str, bool, str]:
    says = file.parsed.says
    return str(says["date"] or ""), str(says["ends"] or ""), says["registry"] != "nro", file.given.name
