"""A folder is given; each file in it is known by what is in it, whatever it is called."""

import hashlib
import json
from pathlib import Path

import pytest

from freehold.addresses.blocks import dotted, number
from freehold.addresses.facts import Announcement, Told, Untold, Weight
from freehold.addresses.tables import Tables

from . import table_files as files
from .mmdb_files import database
from .table_files import block, packed, put, tables

RDAP = Path(__file__).parent / "data" / "rdap"


def told(answer):
    assert isinstance(answer, Told), answer
    return answer.value


@pytest.fixture
def routing(tmp_path):
    """What a routing table with that content says of a block."""

    def of(content: str | bytes, typed: str):
        routed = told(tables(tmp_path, table=content).routing(block(typed)))
        found = [(dotted(one.first), dotted(one.last), one.origins) for one in routed.announcements]
        return routed.is_flattened, found

    return of


class TestDelegated:
    def test_every_record_that_overlaps_whole_and_in_order(self, tmp_path):
        answer = tables(tmp_path, anything=files.delegated()).delegation(block("41.76.220.0-41.76.225.255"))
        held, reserved = told(answer).records
        assert (dotted(held.first), dotted(held.last)) == ("41.76.216.0", "41.76.223.255")
        assert (held.status, held.country, held.opaque_id, held.date) == (
            "allocated",
            "ZA",
            "F36E8561",
            "20100827",
        )
        assert (reserved.status, reserved.country, reserved.opaque_id, reserved.date) == (
            "reserved",
            "ZZ",
            None,
            None,
        )
        assert told(answer).loaded == {"afrinic"}
        assert [(one.name, one.fetched_at) for one in answer.sources] == [("delegated-afrinic", "2026-04-18")]

    def test_a_date_of_zeros_is_no_date(self, tmp_path):
        (free,) = told(tables(tmp_path, a=files.delegated()).delegation(block("41.76.228.0/24"))).records
        assert (free.status, free.date, free.country) == ("available", None, None)

    def test_a_count_that_is_no_power_of_two(self, tmp_path):
        answer = tables(tmp_path, a=files.delegated()).delegation(block("41.76.226.0-41.76.227.255"))
        (reserved,) = told(answer).records
        assert dotted(reserved.last) == "41.76.226.255"

    @pytest.mark.parametrize(
        ("serial", "day"),
        [("20190908", "2019-09-08"), ("1567979999", "2019-09-08"), ("1567951216119", "2019-09-08")],
    )
    def test_days_as_each_registry_writes_them(self, tmp_path, serial, day):
        row = "arin|US|ipv4|8.8.8.0|256|20231228|allocated|9d99e3f7"
        content = files.delegated([row], registry="arin", version="2.3").replace("20260418", serial, 1)
        (source,) = tables(tmp_path, a=content).delegation(block("8.8.8.0/24")).sources
        assert source.fetched_at == day

    def test_the_merged_file_speaks_for_all_registries_in_it(self, tmp_path):
        merged = files.delegated(
            registry="nro",
            rows=[
                "arin|US|ipv4|8.8.8.0|256|20231228|allocated|9d99e3f7|e-stats",
                "ripencc|DE|ipv4|2.57.232.0|512|20190304|allocated|b1946ac9|e-stats",
                "iana|ZZ|ipv4|10.0.0.0|16777216|19960201|reserved|ietf|iana",
            ],
        )
        delegation = told(tables(tmp_path, a=merged).delegation(block("8.8.8.0/24")))
        assert [(one.registry, one.opaque_id) for one in delegation.records] == [("arin", "9d99e3f7")]
        assert delegation.loaded == {"arin", "ripencc"}

    def test_ianas_own_file_is_nobodys_record(self, tmp_path):
        iana = files.delegated(
            registry="iana", rows=["iana|ZZ|ipv4|41.0.0.0|16777216|20050401|allocated|afrinic|iana"]
        )
        found = tables(tmp_path, a=iana)
        assert isinstance(found.delegation(block("41.76.216.0/24")), Untold)
        assert not found.problems
        assert [one.source.detail["file"] for one in found.unused] == ["a"]

    def test_two_records_of_the_same_range_are_both_told(self, tmp_path):
        twice = [
            "afrinic|ZA|ipv4|41.76.216.0|2048|20100827|allocated|F36E8561",
            "afrinic||ipv4|41.76.216.0|2048||allocated|",
        ]
        records = told(tables(tmp_path, a=files.delegated(twice)).delegation(block("41.76.216.0/24"))).records
        assert {one.opaque_id for one in records} == {"F36E8561", None}


class TestDrop:
    def test_entries_keep_all_their_keys(self, tmp_path):
        answer = tables(tmp_path, a=files.drop()).drop(block("2.57.233.0-2.57.234.255"))
        assert told(answer).entries == (files.DROP_ROWS[0], files.DROP_ROWS[2])
        assert answer.sources[0].fetched_at == "2025-04-15T02:07:54Z"

    def test_an_entry_inside_another_is_its_own(self, tmp_path):
        entries = told(tables(tmp_path, a=files.drop()).drop(block("2.57.232.0/24"))).entries
        assert [one["sblid"] for one in entries] == ["SBL538946", "SBL538999"]

    def test_entries_stand_in_the_order_of_the_file(self, tmp_path):
        content = files.drop(files.DROP_ROWS[::-1])
        entries = told(tables(tmp_path, a=content).drop(block("2.57.232.0/24"))).entries
        assert [one["sblid"] for one in entries] == ["SBL538999", "SBL538946"]

    def test_the_file_for_ipv6_says_nothing_of_ipv4(self, tmp_path):
        six = files.drop([{"cidr": "2001:db8::/32", "sblid": "SBL1", "rir": "arin"}])
        found = tables(tmp_path, a=six)
        assert isinstance(found.drop(block("2.57.232.0/24")), Untold)
        assert not found.problems


class TestRouting:
    def test_iptoasn_with_header_and_names_with_commas(self, routing):
        content = 'start_ip,end_ip,asn,as_name\n1.0.0.0,1.0.0.255,13335,"CLOUDFLARENET, Inc."\n'
        assert routing(content, "1.0.0.0/25") == (True, [("1.0.0.0", "1.0.0.255", (13335,))])

    def test_iptoasn_with_tabs_and_country_and_without_header(self, routing):
        content = "1.0.0.0\t1.0.0.255\t13335\tUS\tCLOUDFLARENET\n1.0.1.0\t1.0.3.255\t0\tNone\tNot routed\n"
        assert routing(content, "1.0.0.0/22") == (True, [("1.0.0.0", "1.0.0.255", (13335,))])

    def test_addresses_as_numbers_in_quotes(self, routing):
        content = '"16777216","16777471","13335","US","CLOUDFLARENET"\n'
        assert routing(content, "1.0.0.0/24") == (True, [("1.0.0.0", "1.0.0.255", (13335,))])

    def test_prefixes_with_sets_and_several_origins(self, routing):
        content = (
            "prefix,origin\n1.0.0.0/16,64500\n1.0.4.0/24,64501\n1.0.4.0/24,64502\n"
            '1.0.5.0/24,"{64510,64511}"\n1.0.6.0/24,{64512}\n1.0.7.0/24,64520 64521\n0.0.0.0/0,64999\n'
        )
        assert routing(content, "1.0.4.0/22") == (
            False,
            [
                ("1.0.0.0", "1.0.255.255", (64500,)),
                ("1.0.4.0", "1.0.4.255", (64501, 64502)),
                ("1.0.5.0", "1.0.5.255", (64510, 64511)),
                ("1.0.6.0", "1.0.6.255", (64512,)),
                ("1.0.7.0", "1.0.7.255", (64520, 64521)),
            ],
        )

    def test_caidas_three_columns(self, routing):
        assert routing("1.0.0.0\t24\t13335_64500\n", "1.0.0.0/24")[1] == [
            ("1.0.0.0", "1.0.0.255", (13335, 64500))
        ]

    def test_a_routers_dump(self, routing):
        dump = files.dump(
            ("193.0.0.0/21", [[(2, [64500, 3333])], [(2, [64501, 3333])], [(2, [64502, 64503])]]),
            ("193.0.10.0/23", [[(2, [64500]), (1, [64510, 64511])]]),
        )
        expected = [
            ("193.0.0.0", "193.0.7.255", (3333, 64503)),
            ("193.0.10.0", "193.0.11.255", (64510, 64511)),
        ]
        assert routing(dump, "193.0.0.0/20") == (False, expected)
        assert routing(packed(dump), "193.0.0.0/20") == (False, expected)


class TestAuthorisations:
    @pytest.mark.parametrize("written", [files.rpki_client, files.routinator])
    def test_covering_and_inside_from_either_validator(self, tmp_path, written):
        roas = [
            {"prefix": "1.0.0.0/16", "asn": 64500, "maxLength": 20, "ta": "apnic"},
            files.ROA,
            {"prefix": "2001:db8::/32", "asn": 64500, "maxLength": 48, "ta": "ripe"},
        ]
        found = told(tables(tmp_path, a=written(roas)).authorisations(block("1.0.0.0/23")))
        (wide,), (narrow,) = found.covering, found.inside
        assert (wide.asn, wide.length, wide.max_length, wide.trust_anchor) == (64500, 16, 20, "apnic")
        assert (narrow.asn, narrow.length, dotted(narrow.last)) == (13335, 24, "1.0.0.255")

    def test_payloads_with_lists_inside(self, tmp_path):
        source = [{"type": "roa", "uri": "rsync://host.example/a.roa", "validity": {"notBefore": "x"}}]
        extended = json.dumps(
            {"metadata": {}, "roas": [{**files.ROA, "asn": "AS13335", "source": source}], "routerKeys": []}
        )
        found = told(tables(tmp_path, a=extended).authorisations(block("1.0.0.0/24")))
        assert [one.asn for one in found.covering] == [13335]

    def test_rows(self, tmp_path):
        content = "ASN,IP Prefix,Max Length,Trust Anchor,Expires\nAS13335,1.0.0.0/24,24,apnic,1789500000\n"
        found = told(tables(tmp_path, a=content).authorisations(block("1.0.0.0/24")))
        assert [(one.asn, one.trust_anchor) for one in found.covering] == [(13335, "apnic")]

    def test_more_than_one_piece(self, tmp_path):
        roas = [{**files.ROA, "prefix": f"1.{n >> 8}.{n & 255}.0/24", "asn": n + 1} for n in range(30_000)]
        content = files.rpki_client(roas)
        assert len(content) > 2 << 20
        found = told(tables(tmp_path, a=content).authorisations(block("1.0.0.0/8")))
        assert [one.asn for one in found.inside] == list(range(1, 30_001))


class TestTransfers:
    def test_what_a_log_says_of_the_block(self, tmp_path):
        log = files.transfers(
            files.transfer("185.10.20.0", "185.10.23.255"),
            files.transfer("185.10.20.0", "185.10.20.255", transfer_date="2015-01-02"),
            files.transfer("5.0.0.0", "5.0.0.255"),
            {"asns": {"transfer_set": []}, "transfer_date": "2015-01-02", "type": "RESOURCE_TRANSFER"},
        )
        answer = tables(tmp_path, a=log).transfers(block("185.10.20.0/24"))
        assert [str(one.transferred_on) for one in told(answer).transfers] == ["2015-01-02", "2019-03-04"]
        assert told(answer).transfers[1].source_organisation == "Old Mill Hosting"
        assert told(answer).transfers[1].recipient_registry == "ripencc"
        assert told(answer).loaded == {"ripencc"}

    def test_a_move_that_both_registries_list_happened_once(self, tmp_path):
        moved = files.transfer("8.8.8.0", "8.8.8.255", source_rir="ARIN")
        found = tables(
            tmp_path, a=files.transfers(moved), b=files.transfers(moved, producer="ARIN")
        ).transfers(block("8.8.8.0/24"))
        assert len(told(found).transfers) == 1
        assert told(found).loaded == {"ripencc", "arin"}

    def test_numbers_with_leading_zeros_are_decimal(self, tmp_path):
        log = files.transfers(files.transfer("008.008.008.000", "008.008.008.255"), producer="ARIN")
        assert told(tables(tmp_path, a=log).transfers(block("8.8.8.0/24"))).transfers


class TestConflicts:
    def test_pairs_and_what_nobody_should_have(self, tmp_path):
        listed = (
            "#AllowedList\n"
            "apnic|ZZ|ipv4|190.51.100.0|256|20190924|reserved||e-stats\n"
            "iana|ZZ|ipv4|190.51.100.0|256|20090714|reserved|ietf|iana\n\n"
            "ripencc|CZ|ipv4|45.159.108.0|256|20191001|assigned|9c772a6d|e-stats\n"
            "ripencc|GB|ipv4|80.77.80.0|2048|20050309|assigned|1d61df1b|e-stats\n"
        )
        found = tables(tmp_path, a=listed)
        (conflict,) = told(found.conflicts(block("190.51.100.0/24")))
        assert (conflict.registries, conflict.kind) == (("apnic", "iana"), "conflict")
        (unclaimed,) = told(found.conflicts(block("80.77.81.0/24")))
        assert (unclaimed.registries, unclaimed.kind) == (("ripencc",), "unclaimed")
        assert told(found.conflicts(block("8.8.8.0/24"))) == ()

    def test_todays_lists_not_yesterdays(self, tmp_path):
        row = "ripencc|GB|ipv4|80.77.80.0|2048|20050309|assigned|1d61df1b|e-stats\n"
        old = row + "arin|ZZ|asn|10922|1|20250920|available|arin|iana\n"
        new = "arin|ZZ|asn|10922|1|20250921|available|arin|iana\n"
        answer = tables(tmp_path, a=new, b=old).conflicts(block("80.77.81.0/24"))
        assert told(answer) == ()
        assert [one.fetched_at for one in answer.sources] == ["2025-09-21"]


class TestLists:
    def hits(self, found: Tables, typed: str):
        return {
            one.label: [f"{dotted(a)}-{dotted(b)}" for a, b in one.ranges]
            for one in told(found.lists(block(typed)))
        }

    @pytest.mark.parametrize(
        "content",
        [
            "ip,count\n1.0.164.165,2\n1.0.164.166,9\n",
            "# Last update: Sat, 22 Aug 2026 03:00:00 +0100\n1.0.164.165\t2\n1.0.164.166\t9\n",
            "1.0.164.165/32\n1.0.164.166/32\n",
            "1.0.164.165\n1.0.164.166\n2001:db8::1\n",
            "1.0.164.165-1.0.164.166\n",
            "1.0.164.165 # seen today\n1.0.164.166 ; seen today\n",
            '"first_seen","dst_ip","port"\n"2026-08-22 03:00:00","1.0.164.165","443"\n'
            '"2026-08-22 03:00:00","1.0.164.166","443"\n',
            json.dumps([{"ip_address": "1.0.164.165", "port": 443}, {"ip_address": "1.0.164.166"}]),
        ],
    )
    def test_all_forms(self, tmp_path, content):
        found = tables(tmp_path, mine__txt=content)
        label = "feodo" if content.startswith("[") else "mine"
        assert self.hits(found, "1.0.164.0/24") == {label: ["1.0.164.165-1.0.164.166"]}

    def test_an_unknown_list_is_called_as_its_file_and_counts_as_abuse(self, tmp_path):
        (one,) = told(tables(tmp_path, my_neighbours__txt="1.2.3.4\n").lists(block("5.0.0.0/24")))
        assert (one.label, one.weight, one.ranges, one.contains) == (
            "my_neighbours",
            Weight.ABUSE_NOW,
            (),
            (),
        )

    def test_a_known_list_is_known_by_name_or_by_its_comments(self, tmp_path):
        header = "#\n# firehol_level1\n#\n# ipv4 hash:net ipset\n# Entries : 1 subnets, 256 unique IPs\n"
        found = tables(tmp_path, a=header + "5.0.0.0/24\n", tor_exits__txt="5.0.0.1\n")
        firehol, tor = told(found.lists(block("5.0.0.0/24")))
        assert (firehol.label, tor.label) == ("firehol_level1", "tor_exits")
        assert {"drop", "fullbogons"} <= set(firehol.contains)
        assert tor.weight is Weight.LABEL

    def test_ranges_are_clipped_and_joined(self, tmp_path):
        found = tables(tmp_path, mine="5.0.0.0/24\n5.0.1.0/24\n5.0.0.128/25\n")
        assert self.hits(found, "5.0.0.192-5.0.1.63") == {"mine": ["5.0.0.192-5.0.1.63"]}


class TestPlaces:
    def test_ranges_prefixes_and_a_geofeed(self, tmp_path):
        found = tables(
            tmp_path,
            lite__csv="5.0.0.0,5.0.0.255,DE\n5.0.1.0,5.0.1.255,ZZ\n",
            city__csv="5.0.0.0,5.0.0.255,EU,NL,North Holland,Amsterdam,52.3,4.9\n",
            feed__csv="# a geofeed\n5.0.0.0/25,SE,SE-AB,Stockholm,\n2001:db8::/32,SE,,,\n",
        )
        answer = told(found.locations(block("5.0.0.0/23")))
        assert {one.table: [code for _range, code in one.countries] for one in answer} == {
            "city": ["NL"],
            "feed": ["SE"],
            "lite": ["DE"],
        }

    @pytest.mark.parametrize("ip_version", [4, 6])
    def test_a_database(self, tmp_path, ip_version):
        content = database(
            {"5.0.0.0/24": "DE", "5.0.1.0/25": "DE", "5.0.1.128/25": "NL", "5.0.2.0/24": "ZZ"},
            ip_version=ip_version,
        )
        answer = tables(tmp_path, anything=packed(content)).locations(block("5.0.0.128-5.0.3.255"))
        (located,) = told(answer)
        assert [(dotted(a), dotted(b), code) for (a, b), code in located.countries] == [
            ("5.0.0.128", "5.0.1.127", "DE"),
            ("5.0.1.128", "5.0.1.255", "NL"),
        ]
        assert located.source.fetched_at == "2026-09-01"


class TestRegistrations:
    def test_answers_of_servers_kept_as_files(self, tmp_path):
        (sample,) = RDAP.glob("arin_192.198.0.0_22*")
        found = tables(tmp_path, anything=sample.read_bytes())
        registrations = told(found.registrations(block("192.198.2.0-192.198.4.255")))
        assert [one.holder for one in registrations.networks] == ["Radio Link Internet"]
        assert registrations.uncovered == ((number("192.198.4.0"), number("192.198.4.255")),)
        assert isinstance(found.registrations(block("8.8.8.0/24")), Untold)

    def test_a_servers_error_is_a_problem(self, tmp_path):
        (sample,) = RDAP.glob("ripe_error_501*")
        found = tables(tmp_path, a=sample.read_bytes())
        assert isinstance(found.registrations(block("8.8.8.0/24")), Untold)
        assert len(found.problems) == 1


class TestRouteObjects:
    def test_a_registrys_dump(self, tmp_path):
        dump = (
            "% a comment\n\nroute: 185.10.20.0/22\norigin: AS64500\nmnt-by: MEADOW-MNT\nsource: RIPE\n\n"
            "aut-num: AS64500\nsource: RIPE\n\nroute6: 2001:db8::/32\norigin: AS64500\nsource: RIPE\n"
        )
        (one,) = told(tables(tmp_path, a=dump).route_objects(block("185.10.21.0/24")))
        assert (one.origin, one.source, one.maintainer) == (64500, "RIPE", "MEADOW-MNT")


class TestOtherFiles:
    def test_packed_files_are_read_and_hashed_as_they_are_on_disk(self, tmp_path):
        content = packed(files.drop())
        (source,) = tables(tmp_path, a=content).drop(block("2.57.232.0/24")).sources
        assert source.sha256 == hashlib.sha256(content).hexdigest()

    def test_texts_for_people_are_named_and_no_problem(self, tmp_path):
        found = tables(tmp_path, README__md="# Tables\n\nWhat is what.\n", LICENSE="Free for all.\n")
        assert not found.problems
        assert [one.source.detail["file"] for one in found.unused] == ["LICENSE", "README.md"]

    def test_what_nobody_knows_is_a_problem(self, tmp_path):
        found = tables(tmp_path, table__csv="who,knows\nwhat,this\n", blob=bytes(range(256)) * 40)
        assert [one.source.detail["file"] for one in found.problems] == ["blob", "table.csv"]

    @pytest.mark.parametrize("header", ["", "origin,prefix\n"])
    def test_routes_with_their_columns_turned_are_no_list_of_bad_addresses(self, tmp_path, header):
        found = tables(tmp_path, routes=f"{header}AS64500,185.10.20.0/24\nAS64501,185.10.21.0/24\n")
        assert [one.source.detail["file"] for one in found.problems] == ["routes"]
        assert not found.loaded

    def test_folders_inside_and_hidden_files_are_left_alone(self, tmp_path):
        (tmp_path / "old").mkdir()
        put(tmp_path / "old", a=files.drop())
        found = tables(tmp_path, __hidden=files.drop())
        assert not found.loaded
        assert not found.problems

    def test_constraints_and_bootstrap_are_known(self, tmp_path):
        bootstrap = json.dumps(
            {"version": "1.0", "publication": "2019-06-07", "services": [[["41.0.0.0/8"], []]]}
        )
        found = tables(tmp_path, a=bootstrap, b="# pools\nallow 41.0.0.0/8\ndeny 102.0.0.0/8\n")
        assert not found.problems
        assert len(found.unused) == 2


def test_nothing_given_is_nothing_told(tmp_path):
    found, anything = tables(tmp_path), block("8.8.8.0/24")
    answers = [
        found.delegation(anything),
        found.conflicts(anything),
        found.registrations(anything),
        found.transfers(anything),
        found.authorisations(anything),
        found.route_objects(anything),
        found.routing(anything),
        found.drop(anything),
        found.lists(anything),
        found.locations(anything),
    ]
    assert all(isinstance(answer, Untold) and not answer.sources for answer in answers)
    assert found.past_routing(anything) == ()
    assert found.newest is None


def test_an_announcement_is_never_of_as_0(tmp_path):
    routed = told(tables(tmp_path, a="1.0.0.0/24,0\n1.0.0.0/25,{0,64500}\n").routing(block("1.0.0.0/24")))
    assert routed.announcements == (Announcement(number("1.0.0.0"), number("1.0.0.127"), (64500,)),)


class TestFormsThatLookLikeOthers:
    @pytest.mark.parametrize(
        "header",
        ["range_start,range_end,AS_number,country_code,AS_description", "start,end,asn,discount_name,name"],
    )
    def test_a_header_that_speaks_of_countries_counts_nothing(self, routing, header):
        content = f'{header}\n1.0.0.0,1.0.0.255,13335,US,"CLOUDFLARENET, Inc."\n'
        assert routing(content, "1.0.0.0/24") == (True, [("1.0.0.0", "1.0.0.255", (13335,))])

    def test_origins_with_how_many_saw_them_are_routes(self, routing):
        content = "prefix,origin_asn,peer_count\n1.0.0.0/24,13335,40\n1.0.1.0/24,64500,3\n"
        assert routing(content, "1.0.0.0/24") == (False, [("1.0.0.0", "1.0.0.255", (13335,))])

    def test_prefixes_with_a_count_are_a_list(self, tmp_path):
        (hits,) = told(tables(tmp_path, a="netblock,count\n1.0.0.0/24,40\n").lists(block("1.0.0.0/24")))
        assert hits.ranges == ((number("1.0.0.0"), number("1.0.0.255")),)

    def test_a_set_of_origins_in_the_first_row_makes_the_others_no_shorter(self, routing):
        content = "1.0.0.0/24,{64500,64501}\n1.0.1.0/24,64502\n"
        assert routing(content, "1.0.0.0/24") == (False, [("1.0.0.0", "1.0.0.255", (64500, 64501))])

    @pytest.mark.parametrize("mark", ["|", " ", ";", "\t"])
    def test_prefix_and_origin_with_anything_between(self, routing, mark):
        content = f"1.0.0.0/24{mark}13335\n1.0.1.0/24{mark}AS64502\n"
        assert routing(content, "1.0.1.0/24") == (False, [("1.0.1.0", "1.0.1.255", (64502,))])

    @pytest.mark.parametrize(
        "entry",
        [
            {"cidr": "2.57.232.0/23", "sblid": "SBL1", "seen": {"first": "2024-01-02", "by": [1, 2]}},
            {"note": "a } in words", "cidr": "2.57.232.0/23", "sblid": "SBL1"},
        ],
    )
    def test_drop_with_keys_of_any_kind(self, tmp_path, entry):
        answer = tables(tmp_path, vrps=files.drop([entry])).drop(block("2.57.232.0/24"))
        assert told(answer).entries == (entry,)

    def test_drop_that_says_first_what_it_is(self, tmp_path):
        lines = files.drop().splitlines()
        content = "\r\n".join(["", lines[-1], "", *lines[:-1]])
        assert len(told(tables(tmp_path, a=content).drop(block("2.57.232.0/24"))).entries) == 2


class TestAnswersOfTwoDays:
    def test_of_one_network_the_newest_change_counts(self, tmp_path):
        # APNIC's answers about 1.1.1.0/24 of 2021, without a holder's name, and of 2024, with it.
        def answer(day, holder):
            card = ["vcard", [["fn", {}, "text", holder]]]
            return json.dumps(
                {
                    "objectClassName": "ip network",
                    "handle": "1.1.1.0 - 1.1.1.255",
                    "startAddress": "1.1.1.0",
                    "endAddress": "1.1.1.255",
                    "entities": [{"roles": ["registrant"], "vcardArray": card}] if holder else [],
                    "events": [{"eventAction": "last changed", "eventDate": f"{day}T00:00:00Z"}],
                }
            )

        found = tables(tmp_path, a=answer("2024-01-02", "APNIC"), b=answer("2021-01-02", None))
        (network,) = told(found.registrations(block("1.1.1.0/24"))).networks
        assert network.holder == "APNIC"
