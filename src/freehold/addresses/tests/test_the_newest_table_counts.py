"""Of several tables of one thing the newest counts; older routing tables are history, never merged in."""

import os
from datetime import UTC, date, datetime

import msgspec
import pytest

from freehold.addresses.facts import Told, Untold

from . import table_files as files
from .table_files import block, put, tables

ANYTHING = block("41.76.216.0/24")


def origins(told):
    return [one.origins for one in told.value.announcements]


def days(found):
    return [told.value.seen_on for told in found.past_routing(block("1.0.0.0/24"))]


def test_of_one_registrys_files_the_newest_header_counts(tmp_path):
    gone = ["afrinic|ZZ|ipv4|41.76.216.0|2048||reserved|"]
    found = tables(
        tmp_path,
        a=files.delegated(gone, day="20260501"),
        b=files.delegated(day="20260418"),
        c=files.delegated(
            ["arin|US|ipv4|8.8.8.0|256|20231228|allocated|9d99"], registry="arin", day="20200101"
        ),
    )
    answer = found.delegation(ANYTHING)
    assert [record.status for record in answer.value.records] == ["reserved"]
    assert answer.value.loaded == {"afrinic", "arin"}
    assert [source.detail["file"] for source in answer.sources] == ["a", "c"]


def test_a_registrys_own_file_goes_before_the_merged_one_of_the_same_day(tmp_path):
    merged = files.delegated(["afrinic|ZZ|ipv4|41.76.216.0|2048||reserved||e-stats"], registry="nro")
    found = tables(tmp_path, z_merged=merged, a_own=files.delegated())
    assert [record.status for record in found.delegation(ANYTHING).value.records] == ["allocated"]


def test_of_one_registrys_transfer_logs_the_newest_counts(tmp_path):
    old = files.transfers(day="2026-08-01")
    new = files.transfers(files.transfer("41.76.216.0", "41.76.216.255"), day="2026-09-01")
    assert len(tables(tmp_path, b=old, a=new).transfers(ANYTHING).value.transfers) == 1


class TestRouting:
    def test_by_the_date_in_its_comments_before_the_one_in_its_name(self, tmp_path):
        found = tables(
            tmp_path,
            **{
                "rib_2026-09-16.csv": "# seen 2014-04-01\n1.0.0.0/24,1\n",
                "rib.20200101.0000.csv": "1.0.0.0/24,2\n",
                "rib_2019_05_06.csv": "1.0.0.0/24,3\n",
            },
        )
        assert origins(found.routing(block("1.0.0.0/24"))) == [(2,)]
        assert found.routing(block("1.0.0.0/24")).value.seen_on == date(2020, 1, 1)
        assert days(found) == [date(2014, 4, 1), date(2019, 5, 6)]
        assert found.newest == date(2020, 1, 1)

    def test_by_the_time_of_the_file_where_nothing_else_tells(self, tmp_path):
        put(tmp_path, a="1.0.0.0/24,1\n", b="1.0.0.0/24,2\n")
        for name, year in (("a", 2025), ("b", 2024)):
            moment = datetime(year, 1, 1, tzinfo=UTC).timestamp()
            os.utime(tmp_path / name, (moment, moment))
        found = tables(tmp_path)
        assert origins(found.routing(block("1.0.0.0/24"))) == [(1,)]
        assert [origins(told) for told in found.past_routing(block("1.0.0.0/24"))] == [[(2,)]]

    def test_the_time_of_a_file_is_no_date_of_the_table(self, tmp_path):
        found = tables(tmp_path, a="1.0.0.0/24,1\n")
        answer = found.routing(block("1.0.0.0/24"))
        assert (answer.value.seen_on, answer.sources[0].fetched_at, found.newest) == (None, None, None)

    def test_a_dump_is_of_the_day_it_says(self, tmp_path):
        found = tables(tmp_path, a=files.dump(("193.0.0.0/21", [[(2, [3333])]])))
        assert found.routing(block("193.0.0.0/24")).value.seen_on == date(2014, 4, 1)


class TestLists:
    def test_of_one_known_list_the_newest(self, tmp_path):
        found = tables(tmp_path, **{"ipsum_2026-08-22.txt": "1.0.0.1\n", "ipsum_2026-08-21.txt": "1.0.0.2\n"})
        (one,) = found.lists(block("1.0.0.0/24")).value
        assert one.ranges == ((block("1.0.0.1").first,) * 2,)

    def test_unknown_lists_are_each_their_own(self, tmp_path):
        found = tables(tmp_path, mine__txt="1.0.0.1\n", yours__txt="1.0.0.2\n")
        assert [one.label for one in found.lists(block("1.0.0.0/24")).value] == ["mine", "yours"]


class TestWhenItWasFetched:
    def put(self, tmp_path, **record):
        put(tmp_path, drop__json=files.drop())
        (tmp_path / "drop.json.meta.json").write_bytes(msgspec.json.encode(record))
        return tables(tmp_path)

    def test_by_the_record_beside_it(self, tmp_path):
        record = {"url": "https://lists.example/drop", "fetched_at": "2026-11-01T02:03:04Z"}
        found = self.put(tmp_path, **record)
        (source,) = found.drop(block("2.57.232.0/24")).sources
        assert source.fetched_at == "2026-11-01T02:03:04Z"
        assert source.detail["url"] == "https://lists.example/drop"
        assert not found.problems
        assert not found.unused

    def test_a_record_of_another_download_does_not_count(self, tmp_path):
        found = self.put(tmp_path, fetched_at="2026-11-01T02:03:04Z", sha256="0" * 64)
        assert found.drop(block("2.57.232.0/24")).sources[0].fetched_at == "2025-04-15T02:07:54Z"

    @pytest.mark.parametrize("record", ["", "[]", "{", '{"fetched_at": 7}', "\xff"])
    def test_a_damaged_record_does_not_count(self, tmp_path, record):
        put(tmp_path, drop__json=files.drop())
        (tmp_path / "drop.json.meta.json").write_text(record)
        assert isinstance(tables(tmp_path).drop(block("2.57.232.0/24")), Told)

    def test_a_list_without_any_date_has_none(self, tmp_path):
        (one,) = tables(tmp_path, mine="1.0.0.1\n").lists(block("1.0.0.0/24")).value
        assert one.source.fetched_at is None

    def test_a_record_alone_is_no_table(self, tmp_path):
        (tmp_path / "drop.json.meta.json").write_text("{}")
        assert isinstance(tables(tmp_path).drop(block("2.57.232.0/24")), Untold)
