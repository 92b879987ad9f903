"""Tables that were read once are loaded as numbers the next time; what was kept is never trusted blindly."""

from pathlib import Path

import pytest

from freehold.addresses.tables import cache as kept
from freehold.addresses.tables import folder as reading
from freehold.addresses.tables import mrt, read_folder
from freehold.addresses.tables.files import unpacked
from freehold.addresses.tables.unread import Broken

from . import table_files as files
from .table_files import block, packed, put, tables

LARGE = {
    "delegated": files.delegated(
        [f"afrinic|ZA|ipv4|41.{n >> 8}.{n & 255}.0|256|20100827|allocated|F{n:07}" for n in range(6000)]
    ),
    "vrps": files.rpki_client([{**files.ROA, "asn": number} for number in range(1, 4000)]),
    "routes": "".join(f"41.{n >> 8}.{n & 255}.0/24,{n + 1}\n" for n in range(20_000)),
}


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "tables"
    where.mkdir()
    return put(where, **LARGE)


def everything(found, typed: str = "41.1.0.0/20"):
    asked = block(typed)
    return (
        found.delegation(asked),
        found.authorisations(block("1.0.0.0/24")),
        found.routing(asked),
        found.newest,
    )


def test_the_same_answers_without_parsing_again(folder, tmp_path, monkeypatch):
    fresh = everything(read_folder(folder, cache=tmp_path / "cache"))

    def never(head: bytes):
        raise AssertionError("parsed again")

    monkeypatch.setattr(reading, "parser", never)
    assert everything(read_folder(folder, cache=tmp_path / "cache")) == fresh


def test_a_file_that_changed_is_read_anew(folder, tmp_path):
    read_folder(folder, cache=tmp_path / "cache")
    put(folder, routes="41.1.0.0/24,7\n" * 20_000)
    routed = read_folder(folder, cache=tmp_path / "cache").routing(block("41.1.0.0/24"))
    assert [one.origins for one in routed.value.announcements] == [(7,)]


@pytest.mark.parametrize(
    "damage",
    [
        lambda b: b[: len(b) // 2],
        lambda b: b"",
        lambda b: b"no" * 99,
        lambda b: b[:200] + b"\0" * 400 + b[600:],
    ],
)
def test_what_was_kept_and_is_damaged_is_read_anew(folder, tmp_path, damage):
    fresh = everything(read_folder(folder, cache=tmp_path / "cache"))
    for path in (tmp_path / "cache").iterdir():
        path.write_bytes(damage(path.read_bytes()))
    assert everything(read_folder(folder, cache=tmp_path / "cache")) == fresh
    assert everything(read_folder(folder, cache=tmp_path / "cache")) == fresh


def test_a_cache_that_cannot_be_written_only_costs_time(folder, tmp_path):
    (tmp_path / "cache").write_text("in the way")
    assert everything(read_folder(folder, cache=tmp_path / "cache")) == everything(read_folder(folder))


def test_half_files_are_never_kept(folder, tmp_path):
    put(folder, vrps=LARGE["vrps"][:-10])
    for _again in range(2):
        found = read_folder(folder, cache=tmp_path / "cache")
        assert len(found.problems) == 1
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_tables_of_another_version_are_thrown_away(folder, tmp_path):
    where = tmp_path / "cache"
    where.mkdir()
    (where / f"{'0' * 64}.v0.npz").write_bytes(b"old")
    read_folder(folder, cache=where)
    assert {path.name.split(".")[1] for path in where.iterdir()} == {f"v{kept.VERSION}"}


def test_progress_names_every_file(folder):
    told: list[tuple[str, int, int]] = []
    read_folder(folder, progress=lambda *said: told.append(said))
    assert told == [("delegated", 0, 3), ("routes", 1, 3), ("vrps", 2, 3)]


class TestDumpsAsRows:
    DUMP = files.dump(
        ("193.0.0.0/21", [[(2, [64500, 3333])], [(2, [64501, 64502])]]),
        ("193.0.10.0/23", [[(2, [64500]), (1, [64510, 64511])]]),
    )

    def test_the_same_announcements_of_the_same_day(self, tmp_path):
        (tmp_path / "rib.gz").write_bytes(packed(self.DUMP))
        before = tables(tmp_path).routing(block("193.0.0.0/20"))
        mrt.as_rows(tmp_path / "rib.gz", tmp_path / "rows.gz")
        (tmp_path / "rib.gz").unlink()
        after = tables(tmp_path).routing(block("193.0.0.0/20"))
        assert before.value == after.value

    def test_a_damaged_one_leaves_nothing(self, tmp_path):
        (tmp_path / "rib").write_bytes(self.DUMP[:-3])
        with pytest.raises(Broken):
            mrt.as_rows(tmp_path / "rib", tmp_path / "rows.gz")
        assert not (tmp_path / "rows.gz").exists()


def test_files_are_unpacked_in_pieces(tmp_path):
    (tmp_path / "a.gz").write_bytes(packed(b"x" * 5_000_000))
    pieces = list(unpacked(Path(tmp_path / "a.gz")))
    assert len(pieces) > 1
    assert sum(map(len, pieces)) == 5_000_000
