"""What goes over the wire, held against dnspython; and what comes, which may be anything."""

import dns.message
import dns.name
import dns.rrset
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses import dns_questions as questions

ADDRESSES = st.integers(0, 2**32 - 1)
IDS = st.binary(min_size=2, max_size=2)


class TestAQuestion:
    @given(ADDRESSES, IDS)
    def test_it_is_what_dnspython_reads(self, address, id_):
        wire = (
            id_
            + questions.HEAD
            + questions.reversed_labels(address)
            + questions.suffix("bl.test", questions.A)
        )
        message = dns.message.from_wire(wire)
        octets = address.to_bytes(4, "big")
        assert message.id == int.from_bytes(id_, "big")
        assert (
            message.question[0].to_text() == f"{octets[3]}.{octets[2]}.{octets[1]}.{octets[0]}.bl.test. IN A"
        )

    def test_capitals_and_a_last_dot_make_no_difference(self):
        assert questions.labels("Zen.Spamhaus.ORG.") == questions.labels("zen.spamhaus.org")

    @pytest.mark.parametrize("name", ["", ".", "a..b", "a" * 64, ".".join(["a" * 60] * 5), "a\ud800b"])
    def test_what_is_no_name_is_refused(self, name):
        with pytest.raises(questions.BadName):
            questions.labels(name)

    @given(st.text(max_size=300))
    def test_any_text_is_a_name_or_refused(self, text):
        try:
            wire = questions.labels(text)
        except questions.BadName:
            return
        assert dns.name.from_wire(wire + b"\0", 0)[1] == len(wire) + 1


def reply(*records):
    question = dns.message.make_query("99.2.0.192.bl.test", "A")
    message = dns.message.make_response(question)
    for record in records:
        message.answer.append(dns.rrset.from_text("99.2.0.192.bl.test.", 60, "IN", *record))
    return message.to_wire()


class TestAnAnswer:
    def test_every_code_is_read_once_and_in_order(self):
        assert questions.addresses(reply(("A", "127.0.0.10", "127.0.0.4", "127.0.0.4"))) == (
            "127.0.0.4",
            "127.0.0.10",
        )

    def test_a_code_behind_an_alias_is_read(self):
        assert questions.addresses(reply(("CNAME", "a.test."), ("A", "127.0.0.2"))) == ("127.0.0.2",)

    def test_texts_lose_what_cannot_be_printed(self):
        wire = reply(("TXT", '"see \\027[31m" "here"'))
        assert questions.texts(wire) == ("see \ufffd[31mhere",)

    def test_names_are_lower_case(self):
        (name,) = questions.names(reply(("PTR", "Mail.Example.COM.")), questions.PTR)
        assert name.to_text() == "mail.example.com."

    @given(st.binary(max_size=600))
    def test_any_bytes_are_read_or_refused(self, message):
        self.read_all(message)

    @given(st.data())
    def test_so_are_answers_with_some_bytes_changed_or_cut_off(self, data):
        wire = bytearray(
            reply(("A", "127.0.0.2"), ("TXT", '"why"'), ("PTR", "mail.test."), ("CNAME", "a.b.test."))
        )
        for _change in range(data.draw(st.integers(0, 6))):
            wire[data.draw(st.integers(0, len(wire) - 1))] = data.draw(st.integers(0, 255))
        self.read_all(bytes(wire[: data.draw(st.integers(0, len(wire)))]))

    def read_all(self, message):
        for read in (
            questions.addresses,
            questions.texts,
            lambda wire: questions.names(wire, questions.PTR),
            lambda wire: questions.names(wire, questions.CNAME),
        ):
            try:
                assert isinstance(read(message), tuple)
            except questions.Malformed:
                continue

    @pytest.mark.parametrize("cut", [1, 5, 11])
    def test_one_that_breaks_off_is_refused(self, cut):
        with pytest.raises(questions.Malformed):
            questions.addresses(reply(("A", "127.0.0.2"))[:-cut])

    def test_an_address_of_five_octets_is_refused(self):
        wire = bytearray(reply(("A", "127.0.0.2")))
        wire[-5] = 5
        with pytest.raises(questions.Malformed):
            questions.addresses(bytes(wire) + b"\0")
