"""The lists of addresses that were read, each under its label, the newest of one label only."""

from collections.abc import Iterable

from ..blocks import Block
from ..facts import ListHits
from .address_lists import AddressList
from .labels import Label, label
from .loaded import Loaded


class Listings:
    def __init__(self, files: Iterable[Loaded]) -> None:
        chosen: dict[str, tuple[Loaded, Label]] = {}
        for file in sorted(files, key=lambda file: file.age):
            known = label_of(file)
            key = known.name if known.is_known else file.given.name
            chosen[key] = file, known
        self._lists = [
            (file, known, AddressList(file.parsed)) for _key, (file, known) in sorted(chosen.items())
        ]

    def __bool__(self) -> bool:
        return bool(self._lists)

    def hits(self, block: Block) -> tuple[ListHits, ...]:
        """One for every list, by label."""
        return tuple(
            ListHits(
                label=known.name,
                weight=known.weight,
                ranges=table.hits(block),
                source=file.source(known.name),
                contains=known.contains,
                licence=file.given.record.licence or known.licence,
            )
            for file, known, table in self._lists
        )


def label_of(file: Loaded) -> Label:
    comments = file.parsed.says.get("comments")
    return label(file.given.stem, map(str, comments) if isinstance(comments, list) else ())
