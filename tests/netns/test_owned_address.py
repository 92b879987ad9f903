"""A visit on an address that the practice owns, with nothing between the two but one wire.

The same visit three times: over UDP, over the embedded TURN only, and with UDP cut off. Each time every
request, every ICE server and every candidate that the browsers were given is on 203.0.113.10.
"""

from tests import traffic
from tests.netns.practice import NEEDS_A_STAGE, PORT, Practice, meet
from tests.netns.stage import PRACTICE_ADDRESS

pytestmark = NEEDS_A_STAGE


class TestAVisitOnAnOwnedAddress:
    def test_over_udp(self, practice: Practice):
        told = meet(practice, "Sam Brennan")
        assert traffic.hosts_of(told) == {PRACTICE_ADDRESS}
        assert all(one["path"]["remote"] == PRACTICE_ADDRESS for one in told)
        assert {one["path"]["protocol"] for one in told} == {"udp"}
        assert practice.reached == {PRACTICE_ADDRESS}

    def test_relay_only_over_the_embedded_turn(self, practice: Practice):
        told = meet(practice, "Ana Sousa", policy="relay")
        assert {one["path"]["local"] for one in told} == {"relay"}
        assert traffic.hosts_of(told) == {PRACTICE_ADDRESS}
        assert practice.reached == {PRACTICE_ADDRESS}

    def test_with_udp_cut_off(self, practice: Practice):
        practice.stage.refuse("meta l4proto udp")
        try:
            told = meet(practice, "Marta Oduya")
        finally:
            practice.stage.allow_everything()
        assert {one["path"]["protocol"] for one in told} == {"tcp"}
        assert traffic.hosts_of(told) == {PRACTICE_ADDRESS}
        assert practice.reached == {PRACTICE_ADDRESS}


class TestWhatTheHomeCanReach:
    def test_only_pages_and_media_answer_outside(self, practice: Practice):
        """LiveKit's signalling and the database are on the practice's own loopback, or have no socket."""
        hosts, settings = practice.stage, practice.product.settings()
        listening = hosts.run(hosts.practice, "ss", "-Hltn").splitlines()
        outside = {line.split()[3].rsplit(":", 1)[1] for line in listening if "127.0.0.1" not in line}
        assert outside == {str(PORT), settings["livekit_tcp_port"]}
