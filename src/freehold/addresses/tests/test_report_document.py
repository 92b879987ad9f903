"""The report as JSON: what a program that reads it may rely on."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

from freehold.addresses import audit, facts
from freehold.addresses.blocks import BadBlock, parse
from freehold.addresses.facts import Announcement, Expectations
from freehold.addresses.report import document
from freehold.addresses.tests import any_facts, table_files
from freehold.addresses.tests.telling import rules

SCHEMA = Path(__file__).parents[4] / "docs" / "addresses" / "report.schema.json"
IPTOASN = "start,end,asn,name\n41.76.216.0,41.76.219.255,37100,SEACOM\n41.76.220.0,41.76.223.255,0,\n"
RIB = "prefix,origin\n41.76.0.0/16,37100\n41.76.216.0/22,{37053 37100}\n41.76.216.0/24,36937\n"


@pytest.fixture(scope="module")
def schema():
    return jsonschema.Draft202012Validator(json.loads(SCHEMA.read_text()))


@pytest.fixture
def made(tmp_path):
    """A document about `block`, from files."""

    def make(block, at=None, expects=None, **files):
        tables = table_files.tables(tmp_path, **files)
        told = audit.from_tables(parse(block), tables, expects or Expectations(), at=at)
        report = audit.judge(block, told, rules(), tables.problems)
        return json.loads(document.encode(document.document(report)))

    return make


class TestSchema:
    def test_it_is_a_schema(self, schema):
        jsonschema.Draft202012Validator.check_schema(schema.schema)

    @settings(max_examples=150, deadline=None)
    @given(any_facts.all_facts())
    def test_whatever_sources_say_the_report_keeps_to_it_and_says_it_again(self, told):
        schema = jsonschema.Draft202012Validator(
            _closed(json.loads(SCHEMA.read_text())["$defs"]["report"] | _defs())
        )
        line = document.encode(document.document(audit.judge("typed", told, rules())))
        schema.validate(_plausible(json.loads(line)))
        assert document.encode(document.document(audit.judge("typed", told, rules()))) == line
        assert b"\n" not in line

    @pytest.mark.parametrize("typed", ["", "x", "10.0.0.0/8", "41.76.216.1/24", "::/0", "0.0.0.0/0"])
    def test_so_does_a_refusal(self, schema, typed):
        with pytest.raises(BadBlock) as bad:
            parse(typed)
        refused = json.loads(document.encode(document.refusal(typed, bad.value)))
        schema.validate(refused)
        assert list(refused) == ["schema", "block", "verdict", "error"]
        assert refused["block"] == typed
        assert refused["error"]["code"] == bad.value.code

    def test_members_may_be_added(self, schema, made):
        later = made("41.76.216.0/22") | {"weather": "fair"}
        later["routing"]["speed"] = 7
        schema.validate(later)

    def test_a_stranger_does_not_pass(self, schema, made):
        stranger = made("41.76.216.0/22") | {"verdict": "fine"}
        assert not schema.is_valid(stranger)


class TestHead:
    def test_its_members_stand_in_the_published_order(self, made):
        report = made("41.76.216.0/22", delegated__txt=table_files.delegated())
        assert list(report)[:8] == [
            "schema",
            "block",
            "as_of",
            "verdict",
            "findings",
            "registry",
            "routing",
            "reputation",
        ]

    def test_as_of_is_the_newest_tables_day(self, made):
        assert made("41.76.216.0/22", a=table_files.delegated(day="20260418"))["as_of"] == "2026-04-18"

    def test_as_of_is_the_day_that_was_asked_for(self, made):
        report = made("41.76.216.0/22", at=date(2026, 5, 1), a=table_files.delegated())
        assert report["as_of"] == "2026-05-01"

    def test_as_of_is_unknown_where_there_is_no_table(self, made):
        assert made("41.76.216.0/22")["as_of"] is None


class TestRegistry:
    def test_records_are_whole_and_as_in_the_file(self, made):
        report = made("41.76.217.0/24", a=table_files.delegated())
        assert report["registry"]["records"] == [
            {
                "start": "41.76.216.0",
                "end": "41.76.223.255",
                "status": "allocated",
                "country": "ZA",
                "opaque_id": "F36E8561",
                "registry": "afrinic",
                "date": "20100827",
            }
        ]
        assert report["registry"]["uncovered"] == 0

    def test_every_record_of_a_mixed_block_is_there_and_the_gap_is_counted(self, made):
        registry = made("41.76.216.0-41.76.228.255", a=table_files.delegated())["registry"]
        assert [one["status"] for one in registry["records"]] == ["allocated", "reserved", "available"]
        assert [one["country"] for one in registry["records"]] == ["ZA", "ZZ", None]
        assert [one["date"] for one in registry["records"]] == ["20100827", None, None]
        assert registry["uncovered"] == 256

    def test_without_a_file_it_is_unknown_and_not_empty(self, made):
        assert made("41.76.216.0/24")["registry"] == {
            "records": None,
            "uncovered": None,
            "registrations": None,
            "transfers": None,
        }


class TestRouting:
    def test_origins_come_once_in_order_with_members_of_sets(self, made):
        routing = made("41.76.216.0/22", rib__csv=RIB)["routing"]
        assert routing["origins"] == [36937, 37053, 37100]
        assert routing["routed_addresses"] == 1024
        assert routing["more_specifics"] == [{"prefix": "41.76.216.0/24", "origins": [36937]}]

    def test_a_flattened_table_cannot_tell_more_specifics_and_as_0_is_nobody(self, made):
        routing = made("41.76.216.0/21", a__csv=IPTOASN)["routing"]
        assert routing["origins"] == [37100]
        assert routing["routed_addresses"] == 1024
        assert routing["more_specifics"] is None

    def test_without_a_table_it_is_unknown_and_not_silent(self, made):
        routing = made("41.76.216.0/22")["routing"]
        assert (routing["origins"], routing["routed_addresses"]) == (None, None)

    def test_as_0_beside_others_is_left_out(self):
        told = facts.Told(facts.Routing((Announcement(0x294CD800, 0x294CDBFF, (0, 5)),), False, None))
        assert document._routing(parse("41.76.216.0/22"), told)["origins"] == [5]


class TestReputation:
    def test_every_drop_entry_that_overlaps_is_there_with_its_own_members(self, made):
        drop = made("2.57.232.0/23", drop__json=table_files.drop())["reputation"]["drop"]
        assert drop == [
            {"cidr": "2.57.232.0/23", "sblid": "SBL538946", "rir": "ripencc"},
            {"cidr": "2.57.232.0/24", "sblid": "SBL538999", "rir": None},
        ]

    def test_listed_nowhere_and_not_looked_up_are_told_apart(self, made):
        assert made("2.57.230.0/24", drop__json=table_files.drop())["reputation"]["drop"] == []

    def test_not_looked_up_is_null(self, made):
        assert made("2.57.230.0/24")["reputation"] == {
            "drop": None,
            "asn_drop": None,
            "lists": None,
            "zones": None,
        }


class TestUnread:
    def test_a_page_in_place_of_a_table_is_named_with_the_reason(self, made):
        report = made("2.57.232.0/24", drop__json="<!doctype html><html>Sign in</html>")
        [unread] = report["unread"]
        assert unread["file"] == "drop.json"
        assert unread["reason"]
        assert report["verdict"] == "incomplete"


def _defs():
    return {"$defs": json.loads(SCHEMA.read_text())["$defs"]}


def _closed(schema):
    """Without members that are not described: readers may find more one day, but this version has none."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: _closed(one) for name, one in schema.items()}
    if isinstance(schema.get("properties"), dict) and "type" in schema:
        closed.setdefault("additionalProperties", False)
    return closed


def _plausible(report):
    """Registries write such things into dates; what a schema says of form holds of real files."""
    for record in report["registry"]["records"] or ():
        record["date"] = None
    return report
