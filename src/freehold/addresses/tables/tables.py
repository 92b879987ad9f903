"""All tables that were read, asked about one block at a time."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from ..blocks import Block, uncovered
from ..facts import (
    Answer,
    Authorisations,
    Conflict,
    Delegation,
    Drop,
    ListedNetworks,
    ListHits,
    Located,
    Registration,
    Registrations,
    RouteObject,
    Routing,
    Told,
    TransferLog,
    Untold,
)
from ..texts import Text
from ..texts import gettext_noop as _
from . import choosing
from .authorised import AuthorisationFile
from .conflicts import ConflictFile
from .delegated import DelegatedFile
from .drop import OWN, DropFile, listed_networks
from .listings import Listings
from .loaded import Loaded
from .locations import LocationDatabase, LocationTable
from .parsed import Kind, Parsed
from .registrations import RegistrationFile
from .route_objects import RouteObjectFile
from .routing import RoutingTable
from .transfers import TransferFile
from .unread import Broken, Unread

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
        self._delegated = [
            (file, DelegatedFile(file.parsed, spoken_for))
            for file, spoken_for in choosing.delegated(self._of(Kind.DELEGATED))
        ]
        self._conflicts = [
            (file, ConflictFile(file.parsed))
            for file in choosing.newest_of_each(self._of(Kind.CONFLICTS), "lists")
        ]
        self._registrations = [(file, RegistrationFile(file.parsed)) for file in self._of(Kind.REGISTRATION)]
        self._transfers = [
            (file, TransferFile(file.parsed))
            for file in choosing.newest_of_each(self._of(Kind.TRANSFERS), "registry")
        ]
        self._authorisations = self._newest(Kind.AUTHORISATIONS, AuthorisationFile)
        self._route_objects = [(file, RouteObjectFile(file.parsed)) for file in self._of(Kind.ROUTE_OBJECTS)]
        self._routing = [
            (file, RoutingTable(file.parsed, file.dated, file.given.modified_on))
            for file in choosing.by_age(self._of(Kind.ANNOUNCEMENTS, Kind.ORIGINS))
        ]
        self._drop = [
            (file, DropFile(file.parsed)) for file in choosing.newest_of_each(self._of(Kind.DROP), "list")
        ]
        self._listed_networks = self._newest(Kind.NETWORK_DROP, listed_networks)
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
            return self._missing(_("No registry's list of what it holds was given."), Kind.DELEGATED)
        records = sorted(
            (record for _file, table in self._delegated for record in table.records(block)),
            key=lambda record: (record.first, -record.last, record.registry, record.status),
        )
        spoken_for = frozenset().union(*(table.registries for _file, table in self._delegated))
        sources = tuple(
            file.source(f"delegated-{file.parsed.says['registry']}") for file, _t in self._delegated
        )
        return Told(Delegation(tuple(records), spoken_for), sources)

    def conflicts(self, block: Block) -> Answer[tuple[Conflict, ...]]:
        if not self._conflicts:
            return self._missing(_("No list of space that two registries claim was given."), Kind.CONFLICTS)
        found = {one for _file, table in self._conflicts for one in table.conflicts(block)}
        ordered = sorted(found, key=lambda one: (one.first, one.last, one.kind, one.registries))
        return Told(tuple(ordered), tuple(file.source("nro-conflicts") for file, _table in self._conflicts))

    def registrations(self, block: Block) -> Answer[Registrations]:
        """From files with answers of registries' servers, where one is about the block or a part of it."""
        answers = [(file, table.registrations(block)) for file, table in self._registrations]
        found = _newest_of_each(one for _file, networks in answers for one in networks)
        if not found:
            return self._missing(
                _("No registration data (RDAP) for this block was given."), Kind.REGISTRATION
            )
        found.sort(key=lambda one: (one.first, -one.last, one.handle))
        gaps = uncovered(block, [(one.first, one.last) for one in found])
        sources = tuple(file.source("rdap") for file, networks in answers if networks)
        return Told(Registrations(tuple(found), tuple(gaps)), sources)

    def transfers(self, block: Block) -> Answer[TransferLog]:
        if not self._transfers:
            return self._missing(_("No registry's log of transfers was given."), Kind.TRANSFERS)
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
            return self._missing(_("No list of route authorisations (RPKI) was given."), Kind.AUTHORISATIONS)
        file, table = self._authorisations
        return Told(table.authorisations(block), (file.source("vrps"),))

    def route_objects(self, block: Block) -> Answer[tuple[RouteObject, ...]]:
        if not self._route_objects:
            return self._missing(_("No routing registry's (IRR) data was given."), Kind.ROUTE_OBJECTS)
        found = {one for _file, table in self._route_objects for one in table.route_objects(block)}
        ordered = sorted(found, key=lambda one: (one.first, -one.last, one.origin, one.source, str(one)))
        return Told(tuple(ordered), tuple(file.source("irr") for file, _table in self._route_objects))

    def routing(self, block: Block) -> Answer[Routing]:
        """By the newest table alone."""
        if not self._routing:
            return self._missing(
                _("No table of announced routes was given."), Kind.ANNOUNCEMENTS, Kind.ORIGINS
            )
        file, table = self._routing[-1]
        return Told(table.routing(block), (file.source("routing"),))

    def past_routing(self, block: Block) -> tuple[Told[Routing], ...]:
        """By each older table, oldest first."""
        return tuple(
            Told(table.routing(block), (file.source("routing"),)) for file, table in self._routing[:-1]
        )

    def drop(self, block: Block) -> Answer[Drop]:
        entries = tuple(entry for _file, table in self._drop for entry in table.entries(block))
        if not entries and all(file.parsed.says["list"] != OWN for file, _table in self._drop):
            # That EDROP alone has none of it says nothing of DROP.
            return self._missing(_("Spamhaus DROP was not given."), Kind.DROP)
        return Told(
            Drop(entries), tuple(file.source(str(file.parsed.says["list"])) for file, _t in self._drop)
        )

    def listed_networks(self) -> Answer[ListedNetworks]:
        """The same for every block."""
        if self._listed_networks is None:
            return self._missing(_("Spamhaus ASN-DROP was not given."), Kind.NETWORK_DROP)
        file, networks = self._listed_networks
        return Told(networks, (file.source("asn-drop"),))

    def lists(self, block: Block) -> Answer[tuple[ListHits, ...]]:
        """One for each list that was read, whether or not it holds any of the block."""
        if not self._listings:
            return self._missing(_("No list of addresses was given."), Kind.ADDRESS_LIST)
        hits = self._listings.hits(block)
        return Told(hits, tuple(one.source for one in hits))

    def locations(self, block: Block) -> Answer[tuple[Located, ...]]:
        tables = sorted(self._locations, key=lambda pair: pair[0].given.name)
        if not tables:
            return self._missing(
                _("No table of locations was given."), Kind.LOCATIONS, Kind.LOCATION_DATABASE
            )
        told: list[Located] = []
        for file, table in tables:
            source = file.source(file.given.stem)
            try:
                told.append(Located(file.given.stem, tuple(table.located(block)), source))
            except Broken as broken:
                return Untold(broken.reason(file.given.name), (source,))
        return Told(tuple(told), tuple(one.source for one in told))

    def _of(self, *kinds: Kind) -> list[Loaded]:
        return [file for file in self.loaded if file.kind in kinds]

    def _newest(self, kind: Kind, table: Callable[[Parsed], Table]) -> tuple[Loaded, Table] | None:
        files = choosing.by_age(self._of(kind))
        return (files[-1], table(files[-1].parsed)) if files else None

    def _missing(self, otherwise: Text, *kinds: Kind) -> Untold:
        """Why nothing is told: a file of the kind is broken, or there was none."""
        for problem in self.problems:
            if problem.source.detail.get("kind") in kinds:
                return Untold(problem.reason, (problem.source,))
        return Untold(otherwise)


def _newest_of_each(networks: Iterable[Registration]) -> list[Registration]:
    """Of several answers about the same network the one that says of the latest change."""
    newest: dict[tuple[int, int, str], Registration] = {}
    for one in networks:
        key = one.first, one.last, one.handle
        before = newest.get(key)
        if before is None or (before.changed_at or "") < (one.changed_at or ""):
            newest[key] = one
    return list(newest.values())
