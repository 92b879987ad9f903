"""The owner keeps a list of blocks: owned ones, and ones the practice thinks of buying."""

import json
from decimal import Decimal

import pytest
from tests import world

from freehold.addresses import tasks
from freehold.addresses.models import AddressBlock, Run
from freehold.audit.models import AuditEvent

pytestmark = pytest.mark.django_db
TYPED = {"block": "193.0.0.0/21", "whose": "candidate", "watch_days": "7"}


def text(answer):
    return answer.content.decode()


def events(name):
    return AuditEvent.objects.filter(event=name).count()


class TestAdd:
    def test_it_stands_on_the_list_and_is_audited_later(self, ilse):
        answer = ilse.post("/addresses/new", TYPED | {"seller": "Meadow Networks Ltd", "price": "6400"})
        block = AddressBlock.objects.get()
        assert answer.url == f"/addresses/{block.id}"
        assert (str(block), block.seller, block.price, block.watch_days) == (
            "193.0.0.0/21",
            "Meadow Networks Ltd",
            Decimal("6400.00"),
            7,
        )
        assert block.runs.get().state == Run.State.WAITING
        assert "193.0.0.0/21" in text(ilse.get("/addresses"))
        assert events("address_block.add") == events("address_run.ask") == 1

    def test_what_the_seller_and_the_practice_say_is_kept_audited_with_and_shown(self, ilse, tables):
        said = {
            "seller_origins": "AS64501, 64500 as64501",
            "disputes": "Claim of Old Mill BV\n\n  A lawsuit ",
        }
        ilse.post("/addresses/new", TYPED | said)
        block = AddressBlock.objects.get()
        assert block.expectations.seller_origins == (64500, 64501)
        assert block.expectations.disputes == ("Claim of Old Mill BV", "A lawsuit")
        tasks.audit_block.func(str(block.runs.get().id))
        shown = text(ilse.get(f"/addresses/{block.id}"))
        assert "AS64500, AS64501" in shown
        assert "Entered by hand, a dispute or sanction: A lawsuit" in shown
        assert "Do not buy it" in shown
        assert json.loads(block.runs.get().document_bytes)["asked"]["seller_origins"] == [64500, 64501]
        again = text(ilse.get(f"/addresses/{block.id}/change"))
        assert 'value="AS64500, AS64501"' in again
        assert "Claim of Old Mill BV\nA lawsuit" in again

    def test_a_network_of_the_sellers_that_is_none_is_said_and_kept(self, ilse):
        answer = ilse.post("/addresses/new", TYPED | {"seller_origins": "AS64500, their own"})
        assert answer.status_code == 422
        assert "their own is no AS number. Write it as AS64500." in text(answer)
        assert 'value="AS64500, their own"' in text(answer)

    def test_of_an_owned_block_no_seller_names_networks_but_a_dispute_may_be_known(self, ilse):
        said = {"whose": "owned", "seller_origins": "AS64500", "disputes": "A lawsuit"}
        ilse.post("/addresses/new", TYPED | said)
        expects = AddressBlock.objects.get().expectations
        assert (expects.seller_origins, expects.disputes) == ((), ("A lawsuit",))

    def test_an_owned_one_has_a_network_and_no_seller(self, ilse):
        given = TYPED | {"whose": "owned", "origin": "as64500", "seller": "left over", "to_registry": "arin"}
        ilse.post("/addresses/new", given)
        block = AddressBlock.objects.get()
        assert (block.is_owned, block.origin, block.seller, block.to_registry) == (True, 64500, "", "")

    @pytest.mark.parametrize(
        ("typed", "said"),
        [
            ("193.0.0.1/21", "Did you mean 193.0.0.0/21?"),
            ("10.0.0.0/8", "private or reserved"),
            ("2001:db8::/32", "is IPv6"),
            ("hello", "is no IPv4 block"),
            ("193.0.0.0/21, 194.0.0.0/24", "Several blocks are audited one by one"),
            ("193.0.0.0/21 194.0.0.0/24", "Several blocks are audited one by one"),
            ("193.0.0.9 - 193.0.0.1", "ends before it begins"),
            ("", "required"),
        ],
    )
    def test_what_is_no_block_is_said_and_kept(self, ilse, typed, said):
        answer = ilse.post("/addresses/new", TYPED | {"block": typed, "seller": "Meadow"})
        assert answer.status_code == 422
        assert said in text(answer)
        assert 'value="Meadow"' in text(answer)
        assert not AddressBlock.objects.exists()

    @pytest.mark.parametrize("origin", ["AS0", "four", "AS4294967296", "64500.1"])
    def test_what_is_no_network_is_said(self, ilse, origin):
        answer = ilse.post("/addresses/new", TYPED | {"whose": "owned", "origin": origin})
        assert answer.status_code == 422
        assert f"{origin} is no AS number. Write it as AS64500." in text(answer)

    def test_a_second_time_leads_to_the_first(self, ilse):
        first = ilse.post("/addresses/new", TYPED)
        again = ilse.post("/addresses/new", TYPED | {"block": "193.0.0.0-193.0.7.255"}, follow=True)
        assert again.redirect_chain[-1][0] == first.url
        assert "on your list already" in text(again)

    def test_an_empty_list_teaches(self, ilse):
        page = text(ilse.get("/addresses"))
        assert "No addresses yet" in page
        assert "never counts as clean" in page


class TestChange:
    def test_what_was_said_can_be_said_anew(self, ilse, listed):
        block = listed(seller="Meadow", price="100")
        assert 'value="Meadow"' in text(ilse.get(f"/addresses/{block.id}/change"))
        given = {"whose": "candidate", "seller": "Old Mill", "price": "90.50", "watch_days": ""}
        assert ilse.post(f"/addresses/{block.id}/change", given).status_code == 302
        block = AddressBlock.objects.get()
        assert (block.seller, block.price, block.watch_days) == ("Old Mill", Decimal("90.50"), None)
        assert events("address_block.change") == 1

    def test_a_negative_price_is_refused(self, ilse, listed):
        block = listed(price="100")
        answer = ilse.post(f"/addresses/{block.id}/change", {"whose": "candidate", "price": "-1"})
        assert answer.status_code == 422
        assert AddressBlock.objects.get().price == 100


class TestPutAway:
    def test_it_is_off_the_list_and_can_be_put_on_it_again(self, ilse, listed):
        block = listed()
        ilse.post(f"/addresses/{block.id}/audit")
        ilse.post(f"/addresses/{block.id}/put-away")
        assert ilse.get(f"/addresses/{block.id}").status_code == 404
        assert block.runs.get().state == Run.State.CANCELLED
        assert listed().id != block.id
        assert events("address_block.put_away") == 1


class TestOthers:
    @pytest.mark.parametrize("who", ["dana", "noor", "theo", "sam", "kim"])
    def test_there_is_no_such_page(self, elm, listed, who):
        block = listed()
        window = world.window_of(getattr(elm, who))
        for path in ("/addresses", "/addresses/new", f"/addresses/{block.id}", "/addresses/compare"):
            assert window.get(path).status_code == 404
        assert window.post(f"/addresses/{block.id}/put-away").status_code == 404
        assert "/addresses" not in text(window.get("/"))

    def test_the_owner_finds_the_way(self, ilse):
        assert 'href="/addresses"' in text(ilse.get("/"))


class TestClear:
    def test_what_was_typed_of_a_seller_lies_encrypted(self, ilse, listed, audited):
        from django.db import connection

        from freehold.addresses.tests import telling

        block = listed(seller="Meadow Networks Ltd")
        audited(block, telling.clean_facts())
        with connection.cursor() as cursor:
            for table in ("addresses_addressblock", "addresses_run"):
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608
                assert "Meadow" not in repr(cursor.fetchall())
