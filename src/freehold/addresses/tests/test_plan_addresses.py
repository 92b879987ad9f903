"""Which owned address serves what, for one address and for many; the firewall that follows from it."""

import os
import shutil
import subprocess
import tomllib
from ipaddress import IPv4Network
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.addresses.blocks import Block, dotted, number, read
from freehold.addresses.nftables import Ports, Remote, rules
from freehold.addresses.plan import SERVING, NoAddress, Role, layout
from freehold.addresses.plan_settings import settings, toml
from freehold.addresses.report.plan_drawing import plan_drawing, plan_text, planned_floor, roles_in
from freehold.cli.planning import WORDS

NFT = shutil.which("nft") or shutil.which("nft", path="/usr/sbin")


def planned(*texts: str, **how):
    for name in ("listed", "kept"):
        if name in how:
            how[name] = [number(one) for one in how[name]]
    return layout([read(text) for text in texts], **how)


def served(plan) -> list[str]:
    """Addresses of web, media, TURN and mail."""
    return [dotted(getattr(plan, role.value)).rsplit(".", 1)[1] for role in SERVING]


class TestLayout:
    @pytest.mark.parametrize(
        ("texts", "web_media_turn_mail"),
        [
            (["193.0.0.7"], ["7", "7", "7", "7"]),
            (["193.0.0.7", "193.0.0.9"], ["7", "7", "9", "7"]),
            (["193.0.0.6/31"], ["6", "6", "7", "6"]),
            (["193.0.0.4/30"], ["5", "5", "6", "5"]),
            (["193.0.0.7-193.0.0.9"], ["7", "8", "9", "7"]),
            (["193.0.0.0/29"], ["1", "2", "3", "4"]),
            (["193.0.0.0/24"], ["1", "2", "3", "4"]),
            (["193.0.0.9", "193.0.0.9/32", "193.0.0.5"], ["9", "9", "5", "9"]),
        ],
    )
    def test_by_how_many_there_are(self, texts, web_media_turn_mail):
        assert served(planned(*texts)) == web_media_turn_mail

    def test_a_router_is_passed_over(self):
        plan = planned("193.0.0.0/29", kept=["193.0.0.1"])
        assert served(plan) == ["2", "3", "4", "5"]
        assert plan.roles(number("193.0.0.1")) == (Role.KEPT,)

    def test_a_listed_address_serves_only_where_there_is_no_other_and_says_so(self):
        roomy = planned("193.0.0.0/29", listed=["193.0.0.1", "193.0.0.2"])
        assert served(roomy) == ["3", "4", "5", "6"]
        assert not any("list" in str(note) for note in roomy.notes)
        tight = planned("193.0.0.7-193.0.0.10", listed=["193.0.0.7"])
        assert served(tight) == ["8", "9", "10", "7"]
        assert any("193.0.0.7 is on a list and yet serves (mail)" in str(note) for note in tight.notes)

    @pytest.mark.parametrize(("texts", "kept"), [([], []), (["193.0.0.7"], ["193.0.0.7"])])
    def test_nothing_to_plan_with(self, texts, kept):
        with pytest.raises(NoAddress):
            planned(*texts, kept=kept)

    def test_a_whole_slash_8_is_planned_at_once(self):
        assert served(planned("11.0.0.0/8")) == ["1", "2", "3", "4"]

    def test_private_space_is_planned_and_said_to_be_private(self):
        assert any("nobody outside" in str(note) for note in planned("192.168.7.9").notes)

    @given(
        st.lists(
            st.tuples(st.integers(0, (1 << 32) - 1), st.integers(0, 40)).map(
                lambda pair: Block(pair[0], min(pair[0] + pair[1], (1 << 32) - 1))
            ),
            min_size=1,
            max_size=4,
        ),
        st.data(),
    )
    def test_whatever_is_owned_only_owned_addresses_serve(self, blocks, data):
        owned = {one for block in blocks for one in range(block.first, block.last + 1)}
        kept = data.draw(st.sets(st.sampled_from(sorted(owned)), max_size=5))
        try:
            plan = layout(blocks, kept=kept)
        except NoAddress:
            return
        assert set(plan.serving) <= owned - kept
        assert {role for one in owned for role in plan.roles(one)} >= set(SERVING)


class TestSettings:
    def test_one_address_needs_three_lines(self):
        lines = toml(settings(planned("193.0.0.7")))
        assert lines.splitlines()[:2] == ['address = "193.0.0.7"', "port = 443"]
        assert "media" not in lines
        assert "turn" not in lines

    def test_names_and_addresses_come_back_as_they_went(self):
        chosen = settings(
            planned("193.0.0.0/29"), names=["room.example.org", 'a"b'], turn_name="turn.example.org"
        )
        assert tomllib.loads(toml(chosen)) == chosen
        assert chosen["media_address"] == "193.0.0.2"
        assert chosen["turn_address"] == "193.0.0.3"
        assert chosen["mail_address"] == "193.0.0.4"


class TestFloorPlan:
    def test_each_role_stands_in_its_room(self):
        plan = planned("193.0.0.0/29")
        rooms = planned_floor(plan, plan.blocks[0]).rooms
        assert [roles_in(plan, room)[0].value for room in rooms] == [
            *("kept", "web", "media", "turn", "mail", "spare", "spare", "kept")
        ]
        assert plan_text(plan, plan.blocks[0]) == "– W M T\n@ · · –"

    def test_one_room_has_them_all(self):
        plan = planned("193.0.0.7")
        assert plan_text(plan, plan.blocks[0]) == "WMT@"

    def test_drawn(self):
        plan = planned("193.0.0.0/29")
        drawn = fromstring(plan_drawing(plan, plan.blocks[0], "Plan", WORDS))  # noqa: S314
        titles = [title.text for title in drawn.iter("{http://www.w3.org/2000/svg}title")]
        assert "193.0.0.1: pages" in titles
        assert len(titles) == 6

    def test_large_blocks_share_rooms(self):
        plan = planned("11.0.0.0/8")
        assert plan_text(plan, plan.blocks[0]).startswith("WMT@")


class TestFirewall:
    @pytest.mark.skipif(
        NFT is None or os.geteuid() != 0, reason="NOT PROVEN HERE: nft needs root (Debian: nftables)"
    )
    @pytest.mark.parametrize(
        "texts", [["193.0.0.7"], ["193.0.0.7", "198.18.0.9"], ["193.0.0.0/29"], ["193.0.0.1-193.0.0.6"]]
    )
    @pytest.mark.parametrize("ssh", [None, Remote(22), Remote(2222, IPv4Network("198.51.100.0/24"))])
    def test_nft_understands_it(self, texts, ssh):
        text = rules(planned(*texts), Ports(), ssh)
        done = subprocess.run([str(NFT), "-c", "-f", "-"], input=text, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    def test_it_names_no_port_but_those_that_serve(self):
        accepted = [line for line in rules(planned("193.0.0.0/29"), Ports()).splitlines() if "accept" in line]
        assert [line.strip() for line in accepted[4:]] == [
            "ip daddr 193.0.0.1 tcp dport { 80, 443 } accept",
            "ip daddr 193.0.0.2 udp dport { 3478, 7882 } accept",
            "ip daddr 193.0.0.2 tcp dport 7881 accept",
            "ip daddr 193.0.0.3 tcp dport { 80, 443 } accept",
        ]
