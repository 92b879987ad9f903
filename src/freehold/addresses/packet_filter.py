"""Whether loaded firewall rules let a stranger open a TCP connection. Pure.

Read from what `nft --json list ruleset` prints; reference: libnftables-json(5). What is not understood here
counts as "may match, may not", so that no door is called closed that might be open.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from typing import Any


class Way(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNCLEAR = "unclear"


ACCEPT, DROP, GO_ON, RETURN = "accept", "drop", "go on", "return"
VERDICTS = {"accept": ACCEPT, "drop": DROP, "reject": DROP, "return": RETURN, "continue": GO_ON}
WITHOUT_EFFECT = frozenset({"counter", "log", "mangle"})
HOOKS = ("prerouting", "input")

Key = tuple[str, str, str]
"""Family, table and name of a chain."""


class Ruleset:
    def __init__(self, listed: Sequence[dict[str, Any]]) -> None:
        """`listed`: the list under "nftables"."""
        chains = [one["chain"] for one in listed if "chain" in one]
        self._entries = {
            _key(chain, chain["name"]): str(chain.get("policy", "accept"))
            for chain in chains
            if chain.get("hook") in HOOKS
            and chain.get("type") == "filter"
            and chain["family"] in ("ip", "inet")
        }
        self._rules: dict[Key, list[list[Any]]] = {_key(chain, chain["name"]): [] for chain in chains}
        for rule in (one["rule"] for one in listed if "rule" in one):
            self._rules.setdefault(_key(rule, rule["chain"]), []).append(rule["expr"])

    def way(self, address: IPv4Address, port: int) -> Way:
        """What becomes of somebody who connects from another machine, from whatever address."""
        ends = [
            {VERDICTS[policy] if one in (GO_ON, RETURN) else one for one in self._ends(key, address, port)}
            for key, policy in self._entries.items()
        ]
        if {DROP} in ends:
            return Way.CLOSED
        return Way.OPEN if all(one == {ACCEPT} for one in ends) else Way.UNCLEAR

    def _ends(self, key: Key, address: IPv4Address, port: int) -> set[str]:
        """Every way in which a chain may end. The kernel takes no chains that call each other in a circle."""
        ends: set[str] = set()
        for statements in self._rules.get(key, []):
            does_match = _all(_matches(one, address, port) for one in statements)
            if does_match is False:
                continue
            becomes = self._becomes(statements, key, address, port)
            ends |= becomes - {GO_ON}
            if does_match and GO_ON not in becomes:
                return ends
        return ends | {GO_ON}

    def _becomes(self, statements: list[Any], key: Key, address: IPv4Address, port: int) -> set[str]:
        for one in statements:
            (name,) = one
            if name in VERDICTS:
                return {VERDICTS[name]}
            if name in ("jump", "goto"):
                inner = self._ends((*key[:2], one[name]["target"]), address, port)
                after = {"jump": GO_ON, "goto": RETURN}[name]
                return {after if end in (GO_ON, RETURN) else end for end in inner}
            if name in ("vmap", "queue", "xt"):
                return {ACCEPT, DROP, GO_ON}
        return {GO_ON}


def _key(thing: dict[str, Any], chain: str) -> Key:
    return thing["family"], thing["table"], chain


def _all(answers: Iterator[bool | None]) -> bool | None:
    given = list(answers)
    return False if False in given else None if None in given else True


def _matches(statement: dict[str, Any], address: IPv4Address, port: int) -> bool | None:
    """None: may be."""
    (name,) = statement
    if name != "match":
        return True if name in VERDICTS or name in WITHOUT_EFFECT or name in ("jump", "goto") else None
    match = statement["match"]
    is_in = _is_in(match["left"], match["right"], address, port)
    return (not is_in) if is_in is not None and match["op"] == "!=" else is_in if _is_plain(match) else None


def _is_plain(match: dict[str, Any]) -> bool:
    return match["op"] in ("==", "in", "!=")


def _is_in(left: Any, right: Any, address: IPv4Address, port: int) -> bool | None:
    match left:
        case {"meta": {"key": "iifname" | "iif"}}:
            return False if right == "lo" else None
        case {"meta": {"key": "nfproto"}}:
            return _has(right, "ipv4")
        case {"meta": {"key": "l4proto"}} | {"payload": {"protocol": "ip", "field": "protocol"}}:
            return _has(right, "tcp")
        case {"ct": {"key": "state"}}:
            return _has(right, "new")
        case {"payload": {"protocol": "ip", "field": "daddr"}}:
            return _has(right, address)
        case {"payload": {"protocol": "tcp" | "th", "field": "dport"}}:
            return _has(right, port)
        case {"payload": {"protocol": "udp" | "icmp" | "icmpv6" | "ip6"}}:
            return False
    return None


def _has(right: Any, value: IPv4Address | int | str) -> bool | None:
    match right:
        case {"set": list(members)} | list(members):
            given = [_has(one, value) for one in members]
            return True if True in given else None if None in given else False
        case {"range": [first, last]} if not isinstance(value, str):
            kind = type(value)
            return bool(kind(first) <= value <= kind(last))  # type: ignore[operator]
        case {"prefix": {"addr": base, "len": length}} if isinstance(value, IPv4Address):
            return value in IPv4Network(f"{base}/{length}")
        case str(text) if text.startswith("@"):
            return None  # a named set, filled elsewhere
        case int() | str():
            return str(right) == str(value)
    return None
