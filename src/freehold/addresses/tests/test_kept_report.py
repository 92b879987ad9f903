"""What is stored of a report shows the same page again, in any language."""

import json

import pytest
from hypothesis import given, settings

from freehold.addresses import audit
from freehold.addresses.comparison import compare
from freehold.addresses.report import document
from freehold.addresses.report.html import html
from freehold.addresses.report.kept import decode, encode, keep
from freehold.addresses.report.view import view
from freehold.addresses.tests import any_facts, telling
from freehold.addresses.tests.telling import rules


class TestStoredAndReadBack:
    @settings(max_examples=60, deadline=None)
    @given(any_facts.all_facts())
    def test_whatever_sources_say_the_page_is_the_same(self, told):
        report = audit.judge("typed", told, rules())
        again = decode(encode(keep(report)))
        assert view(again) == view(report)
        assert compare([again], {}) == compare([report], {})

    def test_it_is_still_put_into_the_readers_language(self):
        again = decode(encode(keep(audit.judge("typed", telling.clean_facts(), rules()))))
        assert view(again, lambda message: f"«{message}»").headline == "«Found clean»"

    def test_it_prints_as_well(self):
        report = audit.judge("typed", telling.owned(), rules())
        assert html(decode(encode(keep(report)))) == html(report)

    def test_the_same_report_gives_the_same_bytes(self):
        report = audit.judge("typed", telling.clean_facts(), rules())
        assert encode(keep(report)) == encode(keep(report))


@pytest.fixture
def made():
    def make(told):
        return json.loads(document.encode(document.document(audit.judge("typed", told, rules()))))

    return make


class TestWhatAWatchNeeds:
    def test_authorisations_stand_in_the_document(self, made):
        assert made(telling.owned())["rpki"]["authorisations"] == [
            {
                "prefix": "185.10.20.0/24",
                "max_length": 24,
                "asn": telling.MINE,
                "trust_anchor": "ripe",
                "expires_at": None,
            }
        ]
        assert made(telling.clean_facts())["rpki"]["authorisations"] == []
        assert made(telling.clean_facts(authorisations=telling.untold()))["rpki"]["authorisations"] is None

    def test_so_do_reverse_zones_and_names(self, made):
        reverse = made(telling.owned())["reverse"]
        assert reverse["zones"][0] == {
            "zone": "20.10.185.in-addr.arpa",
            "is_delegated": True,
            "servers": ["ns.example"],
            "lame": [],
            "has_ds": False,
        }
        assert reverse["names"] == [{"address": "185.10.20.1", "name": "room.example"}]
        assert made(telling.clean_facts(reverse=telling.untold()))["reverse"] == {
            "zones": None,
            "names": None,
            "unanswered": None,
        }
