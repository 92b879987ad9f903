"""What stands against those who use or sell the block: Spamhaus ASN-DROP, and what a buyer knows."""

import json

import pytest

from freehold.addresses import facts
from freehold.addresses.facts import Told, Untold
from freehold.addresses.findings import Check, Severity
from freehold.addresses.tests import table_files
from freehold.addresses.tests.table_files import tables
from freehold.addresses.tests.telling import (
    BLOCK,
    MINE,
    THEIRS,
    announcement,
    authorisation,
    authorisations,
    bad,
    clean_facts,
    expecting,
    found,
    judged,
    owned,
    routing,
    told,
    unknown,
    untold,
)
from freehold.addresses.verdict import Verdict

ENTRY = {"asn": THEIRS, "rir": "ripencc", "domain": "mill.example", "cc": "NL", "asname": "MILL"}


def listed(*entries):
    return told(facts.ListedNetworks(entries), "asn_drop")


class TestTable:
    def test_it_is_known_by_its_content(self, tmp_path):
        answer = tables(tmp_path, drop__json=table_files.drop([ENTRY])).listed_networks()
        assert isinstance(answer, Told)
        assert answer.value.entries == (ENTRY,)
        assert [(one.name, one.fetched_at) for one in answer.sources] == [
            ("asn-drop", "2025-04-15T02:07:54Z")
        ]

    def test_it_stands_beside_the_list_of_blocks(self, tmp_path):
        both = tables(tmp_path, a=table_files.drop([ENTRY]), b=table_files.drop())
        assert isinstance(both.drop(BLOCK), Told)
        assert isinstance(both.listed_networks(), Told)

    def test_half_of_it_does_not_count(self, tmp_path):
        answer = tables(tmp_path, asndrop__json=table_files.drop([ENTRY], records=400)).listed_networks()
        assert isinstance(answer, Untold)
        assert "only a part was downloaded" in str(answer.reason)

    @pytest.mark.parametrize("entry", [{"asn": "MILL"}, {"asn": -1}, {"asn": 1 << 32}, {"asn": True}])
    def test_nor_one_with_numbers_that_are_none(self, tmp_path, entry):
        assert isinstance(tables(tmp_path, a=table_files.drop([ENTRY, entry])).listed_networks(), Untold)

    def test_a_page_in_its_place_takes_away_no_routes(self, tmp_path):
        answer = tables(tmp_path, asndrop__json="<html>", routes="1.0.0.0/24,5\n")
        assert "is a web page" in str(answer.listed_networks().reason)
        assert isinstance(answer.routing(BLOCK), Told)


class TestNetworksOfCriminals:
    def test_announced_by_one_it_is_refused(self):
        about = clean_facts(
            routing=routing(announcement(str(BLOCK), THEIRS)),
            authorisations=authorisations(authorisation(str(BLOCK), THEIRS)),
            listed_networks=listed({"asn": 5}, ENTRY),
        )
        assert bad(about, Check.DROP) == [
            (
                Severity.DEAL_BREAKER,
                "It is announced by a network that Spamhaus lists as run by criminals: AS200200.",
            )
        ]
        finding = next(one for one in found(about, Check.DROP) if one.where)
        assert finding.evidence[0].detail["entries"] == [ENTRY]
        assert judged(about) is Verdict.REFUSE

    def test_announced_by_others_it_is_not(self):
        about = owned(listed_networks=listed(ENTRY))
        assert bad(about, Check.DROP) == []
        assert judged(about) is Verdict.CLEAN

    def test_not_read_it_is_said_but_only_where_somebody_announces_it(self):
        used = owned(listed_networks=untold())
        assert unknown(used, Check.LISTS) == ["It was not asked."]
        assert unknown(clean_facts(listed_networks=untold()), Check.LISTS) == []


class TestSellersNetworks:
    def test_what_the_seller_names_is_the_sellers_to_withdraw(self):
        about = clean_facts(routing=routing(announcement(str(BLOCK), THEIRS)))
        assert judged(about) is Verdict.REFUSE
        named = clean_facts(
            routing=routing(announcement(str(BLOCK), THEIRS)),
            expects=expecting(seller_origins=(MINE, THEIRS)),
        )
        assert [severity for severity, _said in bad(named, Check.ROUTING)] == [Severity.FIX_BEFORE]
        assert judged(named) is Verdict.CLEAN_AFTER_FIXES

    def test_nor_is_it_unknown_then_where_other_places_were_not_looked_up(self):
        about = clean_facts(
            routing=routing(announcement(str(BLOCK), THEIRS)),
            route_objects=untold(),
            expects=expecting(seller_origins=(THEIRS,)),
        )
        assert unknown(about, Check.ROUTING) == []

    def test_another_network_stays_a_stranger(self):
        about = clean_facts(
            routing=routing(announcement(str(BLOCK), THEIRS)), expects=expecting(seller_origins=(MINE,))
        )
        assert judged(about) is Verdict.REFUSE


class TestDisputes:
    def test_what_was_entered_by_hand_refuses_and_says_so(self):
        about = clean_facts(expects=expecting(disputes=("Claim of Old Mill BV, court of Utrecht",)))
        assert bad(about, Check.OUTSIDE) == [
            (
                Severity.DEAL_BREAKER,
                "Entered by hand, a dispute or sanction: Claim of Old Mill BV, court of Utrecht",
            )
        ]
        assert judged(about) is Verdict.REFUSE

    def test_words_with_marks_are_only_words(self):
        about = clean_facts(expects=expecting(disputes=("100%(block)s <b>",)))
        ((_severity, said),) = bad(about, Check.OUTSIDE)
        assert said.endswith("100%(block)s <b>")
        assert json.dumps(said)
