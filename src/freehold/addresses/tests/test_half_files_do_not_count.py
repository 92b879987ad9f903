"""A file that is cut off, damaged or something else than it should be tells nothing: never a part of it."""

import json

import pytest

from freehold.addresses.facts import Told, Untold

from . import table_files as files
from .mmdb_files import database
from .table_files import block, packed, tables

LIST = "# Entries : 3 subnets, 768 unique IPs\n5.0.0.0/24\n5.0.2.0/24\n5.0.4.0/24\n"


def refused(found, method: str, typed: str = "41.76.216.0/24") -> str:
    """The one problem's reason, which is also why the question has no answer."""
    answer = getattr(found, method)(block(typed))
    assert isinstance(answer, Untold)
    (problem,) = found.problems
    assert answer.reason == problem.reason
    assert answer.sources == (problem.source,)
    assert problem.source.sha256
    return str(problem.reason)


class TestCutOff:
    def test_delegated_with_fewer_rows_than_its_summary_says(self, tmp_path):
        half = files.delegated(promised=4)
        assert "says that it has 4 rows and has 3" in refused(tables(tmp_path, a=half), "delegation")

    def test_delegated_with_fewer_rows_than_its_header_says(self, tmp_path):
        half = files.delegated().replace("|20260418|4|", "|20260418|90|", 1)
        assert "90" in refused(tables(tmp_path, a=half), "delegation")

    def test_delegated_cut_off_inside_a_row(self, tmp_path):
        refused(tables(tmp_path, a=files.delegated()[:-20]), "delegation")

    def test_delegated_that_counts_fewer_than_it_has_is_whole(self, tmp_path):
        # RIPE-NCC/nro-delegated-stats has such a header among its samples.
        found = tables(tmp_path, a=files.delegated(promised=2))
        assert isinstance(found.delegation(block("41.76.216.0/24")), Told)

    def test_drop_without_its_last_line(self, tmp_path):
        half = files.drop().rsplit("\n", 2)[0]
        assert "lacks its last line" in refused(tables(tmp_path, a=half), "drop")

    def test_drop_with_another_number_of_rows(self, tmp_path):
        assert "has 3" in refused(tables(tmp_path, a=files.drop(records=1406)), "drop")

    def test_drop_cut_off_inside_a_row(self, tmp_path):
        refused(tables(tmp_path, a=files.drop()[:60]), "drop")

    @pytest.mark.parametrize("left", [0.3, 0.6, 0.95, 0.999])
    def test_authorisations(self, tmp_path, left):
        whole = files.rpki_client([{**files.ROA, "asn": number} for number in range(20_000)])
        half = whole[: int(len(whole) * left)]
        assert "ends in the middle" in refused(tables(tmp_path, a=half), "authorisations")

    @pytest.mark.parametrize("left", [0.3, 0.6, 0.95])
    def test_transfers(self, tmp_path, left):
        whole = files.transfers(*[files.transfer("5.0.0.0", "5.0.0.255")] * 20)
        refused(tables(tmp_path, a=whole[: int(len(whole) * left)]), "transfers")

    def test_a_flattened_table_cut_off_inside_its_last_row(self, tmp_path):
        half = 'start,end,asn,name\n1.0.0.0,1.0.0.255,13335,"A, B"\n1.0.4.0,1.0.7.255,388'
        found = tables(tmp_path, a=half)
        assert isinstance(found.routing(block("1.0.0.0/24")), Untold)
        assert "cut off" in str(found.problems[0].reason)

    def test_prefixes_cut_off_inside_the_last_one(self, tmp_path):
        assert isinstance(tables(tmp_path, a="1.0.0.0/24,1\n1.0.4.0/2").routing(block("1.0.0.0/24")), Untold)

    def test_a_list_with_fewer_entries_than_it_says(self, tmp_path):
        assert isinstance(tables(tmp_path, a=LIST).lists(block("5.0.0.0/24")), Told)
        half = LIST.replace("5.0.4.0/24\n", "")
        refused(tables(tmp_path, a=half), "lists")

    def test_a_dump(self, tmp_path):
        dump = files.dump(("193.0.0.0/21", [[(2, [64500])]]), ("193.0.10.0/23", [[(2, [64500])]]))
        found = tables(tmp_path, a=dump[:-3])
        assert isinstance(found.routing(block("193.0.0.0/24")), Untold)
        assert len(found.problems) == 1

    @pytest.mark.parametrize("cut", [30, 8, 1])
    def test_packed(self, tmp_path, cut):
        found = tables(tmp_path, a=packed(files.delegated())[:-cut])
        assert isinstance(found.delegation(block("41.76.216.0/24")), Untold)
        assert "middle" in str(found.problems[0].reason)

    def test_packed_and_damaged(self, tmp_path):
        content = bytearray(packed(files.delegated()))
        content[len(content) // 2] ^= 0xFF
        found = tables(tmp_path, a=bytes(content))
        assert isinstance(found.delegation(block("41.76.216.0/24")), Untold)
        assert len(found.problems) == 1

    def test_a_database_that_is_cut_off(self, tmp_path):
        whole = database({"5.0.0.0/24": "DE"})
        found = tables(tmp_path, a=whole[:-20], b=whole[:100])
        assert isinstance(found.locations(block("5.0.0.0/24")), Untold)
        assert len(found.problems) == 2

    def test_a_database_whose_entry_for_the_block_is_damaged(self, tmp_path):
        whole = database({"5.0.0.0/24": "DE"})
        found = tables(tmp_path, a=whole.replace(b"\xe1Gcountry", b"\xe1\xffcountry"))
        answer = found.locations(block("5.0.0.0/24"))
        assert isinstance(answer, Untold)
        assert "damaged" in str(answer.reason)


class TestSomethingElse:
    @pytest.mark.parametrize(
        "page", ["<!DOCTYPE html><html>502</html>", "\n <html>", "\ufeff<?xml ?><html/>"]
    )
    @pytest.mark.parametrize("name", ["delegated-afrinic-extended-latest", "drop_v4.json", "README.md"])
    def test_a_web_page(self, tmp_path, page, name):
        found = tables(tmp_path, **{name: page})
        if name != "README.md":
            assert "web page" in str(found.problems[0].reason)
            assert name in str(found.problems[0].reason)
        assert not found.loaded

    def test_nothing(self, tmp_path):
        found = tables(tmp_path, a="", b=packed(""), c="\n\n")
        assert ["empty" in str(one.reason) for one in found.problems] == [True] * 3

    def test_a_message_instead_of_a_table(self, tmp_path):
        found = tables(tmp_path, drop__json="Rate limit exceeded, try again later.\n")
        assert isinstance(found.drop(block("2.57.232.0/24")), Untold)
        assert len(found.problems) == 1

    def test_tables_without_a_single_row(self, tmp_path):
        empty = {
            "a": "2|arin|20260418|0|19700101|20260418|-0400\n",
            "b": files.drop([]),
            "c": files.rpki_client([]),
            "d": "prefix,origin\n",
        }
        found = tables(tmp_path, **empty)
        assert len(found.problems) == 4
        assert not found.loaded

    def test_what_a_file_was_meant_to_be_says_why_there_is_no_answer(self, tmp_path):
        answer = tables(tmp_path, drop_v4__json="<html>").drop(block("2.57.232.0/24"))
        assert "drop_v4.json is a web page" in str(answer.reason)
        assert answer.sources[0].sha256

    def test_an_error_as_json(self, tmp_path):
        found = tables(tmp_path, vrps__json=json.dumps({"error": "not found"}))
        assert isinstance(found.authorisations(block("1.0.0.0/24")), Untold)
        assert len(found.problems) == 1

    def test_a_list_of_everything(self, tmp_path):
        assert "half of all" in refused(tables(tmp_path, a="0.0.0.0/1\n128.0.0.0/1\n"), "lists")

    @pytest.mark.parametrize(
        "roa",
        [
            {**files.ROA, "prefix": "1.0.0.0/33"},
            {**files.ROA, "prefix": "1.0.0/24"},
            {**files.ROA, "maxLength": 23},
            {**files.ROA, "maxLength": 33},
            {**files.ROA, "asn": -1},
            {**files.ROA, "asn": 1 << 32},
            {**files.ROA, "asn": "ASX"},
            {**files.ROA, "prefix": None},
        ],
    )
    def test_authorisations_that_are_none(self, tmp_path, roa):
        refused(tables(tmp_path, a=files.rpki_client([files.ROA, roa])), "authorisations", "1.0.0.0/24")

    @pytest.mark.parametrize(
        "row",
        [
            "afrinic|ZA|ipv4|41.76.256.0|256|20100827|allocated|F36E8561",
            "afrinic|ZA|ipv4|255.255.255.0|512|20100827|allocated|F36E8561",
            "afrinic|ZA|ipv4|41.76.0.0|0|20100827|allocated|F36E8561",
            "afrinic|ZA|ipv4|41.76.0.0|-1|20100827|allocated|F36E8561",
        ],
    )
    def test_records_that_are_none(self, tmp_path, row):
        refused(tables(tmp_path, a=files.delegated([*files.AFRINIC_ROWS, row])), "delegation")


def test_a_broken_file_beside_a_whole_one_leaves_the_whole_one(tmp_path):
    found = tables(tmp_path, new=files.drop(records=9), old=files.drop())
    assert isinstance(found.drop(block("2.57.232.0/24")), Told)
    assert [one.source.detail["file"] for one in found.problems] == ["new"]
