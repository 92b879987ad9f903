"""A file that was read, with when it is of."""

from dataclasses import dataclass
from datetime import date, datetime

from ..findings import Source
from .files import Given
from .parsed import Kind, Parsed


@dataclass(frozen=True, slots=True)
class Loaded:
    given: Given
    parsed: Parsed

    @property
    def kind(self) -> Kind:
        return self.parsed.kind

    @property
    def own_date(self) -> str | None:
        """ISO 8601: as the content says, else as the name does."""
        said = self.parsed.says.get("date")
        if isinstance(said, str):
            return said
        named = self.given.dated_by_name
        return named.isoformat() if named else None

    @property
    def dated(self) -> date | None:
        """Its own date, else when it was fetched."""
        moment = self.own_date or self.given.record.fetched_at
        try:
            return datetime.fromisoformat(moment).date() if moment else None
        except ValueError:
            return None

    @property
    def age(self) -> tuple[date, date, str]:
        """By this, of several tables the greatest is the newest."""
        return self.dated or self.given.modified_on, self.given.modified_on, self.given.name

    def source(self, name: str) -> Source:
        return self.given.source(name, self.own_date)
