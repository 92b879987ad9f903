"""Questions to one resolver: each ends with a reply or with the word why there is none."""

import asyncio

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses import questioning
from freehold.addresses.dns_questions import A, addresses, reversed_labels, suffix
from freehold.addresses.questioning import Lane, Outcome, Patience, Questioner
from freehold.addresses.resolvers import Resolver

from .dns_servers import IMPATIENT, LOOPBACK, absent, answer, behaving, free_port, list_of

PATIENT = Patience(timeouts=(30,), pause=0.01)
"""Nothing is asked twice only because the machine is busy."""

FIRST = 0xC0000200  # 192.0.2.0


def lane(many=1, **more):
    return Lane([reversed_labels(FIRST + number) for number in range(many)], suffix("bl.test", A), **more)


def put(lanes, behaviour, *, patience=IMPATIENT, over_tcp=None, progress=None):
    """Ask `lanes` of a server that behaves so; the server and the questioner."""

    async def run():
        async with behaving(behaviour, over_tcp) as (server, resolver):
            questioner = Questioner(resolver, patience)
            await questioner.ask(lanes, progress)
            return server, questioner

    return asyncio.run(run())


def honest(question, send):
    send(list_of("bl.test", {"192.0.2.1": ["127.0.0.3"]})(question))


class TestAnHonestServer:
    def test_each_question_has_its_own_reply(self):
        asked = lane(3)
        put([asked], honest)
        assert asked.replies[0] is Outcome.ABSENT
        assert addresses(asked.replies[1]) == ("127.0.0.3",)
        assert asked.replies[2] is Outcome.ABSENT

    def test_no_answer_section_means_that_there_is_none(self):
        asked = lane()
        put([asked], lambda question, send: send(answer(question)))
        assert asked.replies == [Outcome.ABSENT]

    def test_an_alias_to_no_name_is_a_record_and_no_address(self):
        def alias(question, send):
            message = dns.message.make_response(question)
            message.set_rcode(dns.rcode.NXDOMAIN)
            name = question.question[0].name
            message.answer.append(dns.rrset.from_text(name, 60, "IN", "CNAME", "nowhere.test."))
            send(message.to_wire())

        asked = lane()
        put([asked], alias)
        assert addresses(asked.replies[0]) == ()

    def test_many_more_than_are_under_way_at_once_are_all_answered(self):
        lanes = [lane(700), lane(300)]
        server, questioner = put(lanes, honest, patience=PATIENT)
        assert len(server.asked) == 1000
        assert questioner.strays == 0
        assert all(Outcome.SILENT not in each.replies for each in lanes)

    def test_ids_and_ports_cannot_be_guessed_from_one_another(self):
        server, _questioner = put([lane(400)], honest, patience=PATIENT)
        steps = {after - before for before, after in zip(server.ids, server.ids[1:], strict=False)}
        assert len(steps) > 300
        assert len(server.ports) == questioning.SOCKETS

    def test_nothing_to_ask_is_done_at_once(self):
        server, _questioner = put([lane(0), lane(0, rate=5)], honest)
        assert server.asked == []

    def test_progress_ends_with_all(self):
        heard = []
        put([lane(40)], honest, progress=lambda done, of: heard.append((done, of)))
        assert heard[-1] == (40, 40)

    def test_one_questioner_can_be_used_again(self):
        async def run():
            async with behaving(honest) as (_server, resolver):
                questioner = Questioner(resolver, IMPATIENT)
                lanes = [lane(2), lane(2)]
                for each in lanes:
                    await questioner.ask([each])
                return lanes

        assert all(addresses(each.replies[1]) == ("127.0.0.3",) for each in asyncio.run(run()))


def test_a_resolver_may_have_an_ipv6_address():
    async def run():
        asked = lane(3)
        try:
            async with behaving(honest, at=Resolver("::1", free_port())) as (_server, resolver):
                await Questioner(resolver, IMPATIENT).ask([asked])
        except OSError as error:
            pytest.skip(f"NO IPV6 ON THE LOOPBACK: {error}")
        return asked

    assert addresses(asyncio.run(run()).replies[1]) == ("127.0.0.3",)


class TestOneThatForges:
    def test_a_wrong_id_is_not_believed(self):
        def forge(question, send):
            true = absent(question)
            false = answer(question, "127.0.0.66")
            send(bytes((false[0] ^ 1, false[1])) + false[2:])
            send(true)

        asked = lane(20)
        _server, questioner = put([asked], forge)
        assert asked.replies == [Outcome.ABSENT] * 20
        assert questioner.strays == 20

    def test_an_answer_to_another_question_is_not_believed(self):
        def forge(question, send):
            other = dns.message.make_query("9.9.9.9.bl.test", "A", id=question.id)
            send(answer(other, "127.0.0.66"))
            send(absent(question))

        asked = lane(5)
        _server, questioner = put([asked], forge)
        assert asked.replies == [Outcome.ABSENT] * 5
        assert questioner.strays == 5

    def test_what_comes_from_another_port_is_not_heard(self):
        async def run():
            loop = asyncio.get_running_loop()
            stranger, _protocol = await loop.create_datagram_endpoint(
                asyncio.DatagramProtocol, local_addr=(LOOPBACK, 0)
            )
            ports: set[int] = set()

            def forge(question, send):
                for port in ports:
                    stranger.sendto(answer(question, "127.0.0.66"), (LOOPBACK, port))
                send(absent(question))

            async with behaving(forge) as (server, resolver):
                ports = server.ports
                asked = lane(5)
                questioner = Questioner(resolver, IMPATIENT)
                await questioner.ask([asked])
            stranger.close()
            return asked, questioner

        asked, questioner = asyncio.run(run())
        assert asked.replies == [Outcome.ABSENT] * 5
        assert questioner.strays == 0

    def test_the_question_sent_back_is_no_answer(self):
        def echo(question, send):
            send(question.to_wire())
            send(absent(question))

        asked = lane(3)
        put([asked], echo)
        assert asked.replies == [Outcome.ABSENT] * 3

    @pytest.mark.parametrize("garbage", [b"", b"\0", b"\xff" * 11, b"\xff" * 600])
    def test_garbage_is_passed_over(self, garbage):
        def rubbish(question, send):
            send(garbage)
            send(question.id.to_bytes(2, "big") + garbage)
            send(absent(question))

        asked = lane(3)
        put([asked], rubbish)
        assert asked.replies == [Outcome.ABSENT] * 3

    @hypothesis.settings(max_examples=40)
    @given(st.data())
    def test_nor_does_anything_that_begins_like_an_answer_do_harm(self, data):
        """A bent answer may be taken for one; every question still ends, and reading it is others' care."""
        bends = data.draw(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 255)), max_size=5))
        cut = data.draw(st.integers(0, 80))

        def bend(question, send):
            wire = bytearray(answer(question, "127.0.0.2"))
            for at, octet in bends:
                wire[at % len(wire)] = octet
            send(bytes(wire[:cut]))
            send(absent(question))

        asked = lane(2)
        put([asked], bend)
        assert Outcome.NOT_ASKED not in asked.replies

    def test_an_answer_sent_twice_counts_once(self):
        def twice(question, send):
            send(absent(question))
            send(absent(question))

        asked = lane(50)
        _server, questioner = put([asked], twice)
        assert asked.replies == [Outcome.ABSENT] * 50
        assert questioner.strays <= 50


class TestOneThatFails:
    def test_a_lost_question_is_asked_again(self):
        seen = set()

        def lose_first(question, send):
            name = question.question[0].name
            if name in seen:
                send(absent(question))
            seen.add(name)

        asked = lane(8)
        server, _questioner = put([asked], lose_first)
        assert asked.replies == [Outcome.ABSENT] * 8
        assert len(server.asked) == 16

    def test_an_answer_that_comes_after_the_question_was_given_up_is_a_stray(self):
        late = []

        def once_late(question, send):
            late.append(absent(question))
            if len(late) == 2:
                send(late[0])
                send(late[1])

        asked = lane(1)
        _server, questioner = put([asked], once_late)
        assert asked.replies == [Outcome.ABSENT]
        assert questioner.strays == 1

    def test_silence_ends_after_the_last_attempt(self):
        asked = lane(3)
        server, _questioner = put([asked], lambda _question, _send: None)
        assert asked.replies == [Outcome.SILENT] * 3
        assert len(server.asked) == 3 * len(IMPATIENT.timeouts)

    def test_a_lane_that_is_silent_again_and_again_is_stopped(self):
        patience = Patience(timeouts=(0.05,), pause=0, silences=5)
        asked = lane(2000)
        server, _questioner = put([asked], lambda _question, _send: None, patience=patience)
        assert set(asked.replies) == {Outcome.SILENT, Outcome.NOT_ASKED}
        assert len(server.asked) < 300

    def test_a_silent_lane_does_not_hold_up_another(self):
        def half(question, send):
            if question.question[0].name.to_text().endswith(".dead.test."):
                return
            send(absent(question))

        dead = Lane([reversed_labels(FIRST + number) for number in range(300)], suffix("dead.test", A))
        living = lane(300)
        patience = Patience(timeouts=(1.0,), pause=0, silences=5)
        put([dead, living], half, patience=patience)
        assert living.replies == [Outcome.ABSENT] * 300
        assert Outcome.ABSENT not in dead.replies

    def test_a_refusal_is_final(self):
        asked = lane(2)
        server, _questioner = put([asked], lambda q, send: send(answer(q, rcode=dns.rcode.REFUSED)))
        assert asked.replies == [Outcome.REFUSED] * 2
        assert len(server.asked) == 2

    def test_a_failure_is_tried_again(self):
        failed = set()

        def fail_once(question, send):
            name = question.question[0].name
            send(absent(question) if name in failed else answer(question, rcode=dns.rcode.SERVFAIL))
            failed.add(name)

        asked = lane(6)
        put([asked], fail_once)
        assert asked.replies == [Outcome.ABSENT] * 6

    def test_and_said_when_it_stays(self):
        asked = lane(2)
        put([asked], lambda q, send: send(answer(q, rcode=dns.rcode.SERVFAIL)))
        assert asked.replies == [Outcome.FAILED] * 2

    def test_where_nobody_listens_it_is_soon_known(self):
        asked = lane(9)

        async def run():
            patience = Patience(timeouts=(60, 60), pause=0.01)
            await asyncio.wait_for(Questioner(Resolver(LOOPBACK, free_port()), patience).ask([asked]), 30)

        asyncio.run(run())
        assert asked.replies == [Outcome.SILENT] * 9


def cut_off(question, send):
    message = dns.message.make_response(question)
    message.flags |= dns.flags.TC
    send(message.to_wire())


class TestOneThatCutsOff:
    def test_it_is_asked_again_over_tcp(self):
        asked = lane(5)
        put([asked], cut_off, over_tcp=list_of("bl.test", {"192.0.2.1": ["127.0.0.3"]}))
        assert addresses(asked.replies[1]) == ("127.0.0.3",)
        assert asked.replies[2] is Outcome.ABSENT

    def test_without_tcp_there_is_no_answer(self):
        asked = lane(2)
        put([asked], cut_off)
        assert asked.replies == [Outcome.SILENT] * 2

    def test_many_cut_off_do_not_become_many_connections(self, monkeypatch):
        at_once = []
        under_way = 0

        async def ask(_resolver, _question, _timeout):
            nonlocal under_way
            under_way += 1
            at_once.append(under_way)
            await asyncio.sleep(0)
            under_way -= 1

        monkeypatch.setattr(questioning.dns_over_tcp, "ask", ask)
        patience = Patience(timeouts=(30,), pause=0.01, silences=10_000)
        asked = lane(300)
        put([asked], cut_off, patience=patience)
        assert len(at_once) == 300
        assert max(at_once) <= questioning.MOST_OVER_TCP

    def test_another_answer_over_tcp_is_not_believed(self):
        asked = lane(2)
        put([asked], cut_off, over_tcp=lambda _q: answer(dns.message.make_query("x.test", "A"), "127.0.0.2"))
        assert asked.replies == [Outcome.SILENT] * 2


class TestCourtesy:
    def sent_at(self, moments, rate):
        """How many questions of one lane have left at each moment, which the test says."""
        asked = lane(1000, rate=rate)
        questioner = Questioner(Resolver(LOOPBACK), IMPATIENT)

        def send(lane, _now):
            lane._next += 1
            return True

        questioner._send = send
        asked._not_before = moments[0]
        left = []
        for now in moments:
            questioner._send_paced(asked, now)
            left.append(asked._next)
        return left

    def test_a_lane_gets_no_more_than_its_rate(self):
        assert self.sent_at([7.0, 7.005, 7.011, 7.031], rate=100) == [1, 1, 2, 4]

    def test_one_that_was_held_up_does_not_make_up_for_all_of_it_at_once(self):
        begins, later = self.sent_at([7.0, 67.0], rate=100)
        assert begins == 1
        assert later <= 1 + 100 * questioning.BURST + 1

    def test_a_lane_that_is_told_to_stop_asks_no_more(self):
        def refuse(question, send):
            send(answer(question, "127.255.255.255"))

        asked = lane(500, rate=200, stops_at=lambda message: addresses(message) == ("127.255.255.255",))
        server, _questioner = put([asked], refuse)
        assert len(server.asked) < 100
        assert asked.replies[-1] is Outcome.NOT_ASKED

    def test_it_can_be_stopped_in_the_middle(self):
        async def run():
            async with behaving(lambda _question, _send: None) as (_server, resolver):
                task = asyncio.ensure_future(Questioner(resolver, Patience()).ask([lane(50)]))
                await asyncio.sleep(0)
                await asyncio.sleep(0)
                task.cancel()
                with pytest.raises(asyncio.CancelledError):
                    await task

        asyncio.run(run())
