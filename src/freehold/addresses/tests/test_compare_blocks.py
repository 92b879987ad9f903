"""Blocks side by side, and the price of one clean address."""

from dataclasses import replace
from decimal import Decimal

from freehold.addresses import audit
from freehold.addresses.comparison import compare, document
from freehold.addresses.tests import telling
from freehold.addresses.tests.telling import rules
from freehold.addresses.verdict import Verdict


def compared(facts, price="6400"):
    [one] = compare([audit.judge("A", facts, rules())], {"A": Decimal(price)})
    return one


class TestPrice:
    def test_of_a_clean_block_every_address_counts(self):
        one = compared(telling.clean_facts())
        assert (one.verdict, one.clean_addresses) == (Verdict.CLEAN, 256)
        assert one.price_per_clean_address == Decimal("25.00")

    def test_listed_addresses_are_paid_for_and_do_not_count_as_clean(self):
        listed = telling.hits("attackers", "185.10.20.0-185.10.20.5")
        one = compared(telling.clean_facts(lists=telling.told((listed,))))
        assert one.verdict is Verdict.CLEAN_AFTER_FIXES
        assert one.clean_addresses == 250
        assert one.price_per_clean_address == Decimal("25.60")

    def test_an_announcement_to_withdraw_makes_no_address_dirty(self):
        route = telling.announcement(str(telling.BLOCK), telling.THEIRS)
        facts = telling.clean_facts(
            routing=telling.routing(route),
            route_objects=telling.told((telling.route_object(str(telling.BLOCK), telling.THEIRS),)),
        )
        one = compared(facts)
        assert one.verdict is Verdict.CLEAN_AFTER_FIXES
        assert one.clean_addresses == 256

    def test_what_is_refused_has_no_clean_address_and_no_price_for_one(self):
        record = telling.record(status="reserved")
        one = compared(telling.clean_facts(delegation=telling.delegation(record)))
        assert (one.clean_addresses, one.price_per_clean_address) == (0, None)

    def test_what_was_not_found_out_is_not_counted_as_clean(self):
        one = compared(replace(telling.clean_facts(), sweep=telling.untold()))
        assert (one.clean_addresses, one.price_per_clean_address) == (None, None)
        assert one.unknown >= 1

    def test_money_is_written_as_it_was_given(self):
        made = document(compare([audit.judge("A", telling.clean_facts(), rules())], {"A": Decimal("1E+3")}))
        assert made["blocks"][0]["price"] == "1000"
        assert made["blocks"][0]["price_per_clean_address"] == "3.91"
