"""The encrypted columns of every table, for finding cells and putting them back without their models."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models import QuerySet

from .blind import BlindIndexField
from .fields import EncryptedField, column_of, encrypted_fields
from .sealed import Sealed


@dataclass(frozen=True, slots=True)
class Table:
    """One model's encrypted columns."""

    model: type[models.Model]
    fields: tuple[EncryptedField, ...]

    @property
    def name(self) -> str:
        return self.model._meta.db_table

    def batches(self, size: int) -> Iterator[list[tuple[UUID, list[bytes | None]]]]:
        """Rows in the order of their keys, as (id, cells); a row added meanwhile may or may not be met."""
        names = [field.attname for field in self.fields]
        rows: QuerySet[Any, tuple[Any, ...]] = QuerySet(self.model).order_by("pk").values_list("pk", *names)
        last: UUID | None = None
        while True:
            found = list((rows if last is None else rows.filter(pk__gt=last))[:size])
            if not found:
                return
            yield [(row, [_stored(cell) for cell in cells]) for row, *cells in found]
            last = found[-1][0]

    def swap(self, field: EncryptedField, row: UUID, before: bytes, after: bytes) -> bool:
        """Put `after` where `before` still stands; False if somebody else wrote the cell meanwhile."""
        key = self.model._meta.pk
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {_quoted(self.name)} SET {_quoted(column_of(field))} = %s "  # noqa: S608
                f"WHERE {_quoted(column_of(key))} = %s AND {_quoted(column_of(field))} = %s",
                [after, key.get_db_prep_value(row, connection), before],
            )
            return bool(cursor.rowcount == 1)

    def kids_in_use(self) -> set[UUID]:
        """Every key that a cell of this table was written with."""
        found = set()
        with connection.cursor() as cursor:
            for field in self.fields:
                column = _quoted(column_of(field))
                kids = f"SELECT DISTINCT substr({column}, 2, 16) FROM {_quoted(self.name)}"  # noqa: S608
                cursor.execute(f"{kids} WHERE {column} IS NOT NULL")
                found |= {UUID(bytes=bytes(kid)) for (kid,) in cursor.fetchall()}
        return found

    def forget_indexes(self, kids: set[UUID]) -> None:
        """Empty the blind indexes beside cells of `kids`: the hash of an address is still about somebody."""
        by_name = {field.name: field for field in self.fields}
        for index in self.model._meta.local_concrete_fields:
            if isinstance(index, BlindIndexField):
                source = _quoted(column_of(by_name[index.source]))
                with connection.cursor() as cursor:
                    cursor.executemany(
                        f"UPDATE {_quoted(self.name)} SET {_quoted(column_of(index))} = NULL "  # noqa: S608
                        f"WHERE substr({source}, 2, 16) = %s",
                        [(kid.bytes,) for kid in kids],
                    )


def tables() -> list[Table]:
    """Every table with encrypted columns, by name."""
    found = [
        Table(model, tuple(encrypted_fields(model)))
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and encrypted_fields(model)
    ]
    return sorted(found, key=lambda table: table.name)


def _stored(cell: Sealed | None) -> bytes | None:
    return None if cell is None else cell.stored


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
