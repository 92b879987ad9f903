"""Small MaxMind databases (maxmind.github.io/MaxMind-DB), written for tests: prefixes and their countries."""

from collections.abc import Mapping

from freehold.addresses.blocks import parse

Node = list[object]


def database(countries: Mapping[str, str], *, ip_version: int = 4, built: int = 1_788_220_800) -> bytes:
    """`built` is 2026-09-01 unless told."""
    root: Node = [None, None]
    for prefix, country in countries.items():
        block = parse(prefix)
        above = "0" * 96 if ip_version == 6 else ""
        _plant(root, above + f"{block.first:032b}"[: block.length], country)
    nodes = _numbered(root)
    data, offsets = b"", {}
    for country in dict.fromkeys(countries.values()):
        offsets[country] = len(data)
        data += _map({"country": {"iso_code": country}})
    tree = b"".join(
        b"".join(_pointer(side, nodes, offsets).to_bytes(3) for side in node)
        for node, _number in nodes.values()
    )
    about = {
        "binary_format_major_version": (5, 2),
        "binary_format_minor_version": (5, 0),
        "build_epoch": (9, built),
        "database_type": "Test-Country",
        "description": {},
        "ip_version": (5, ip_version),
        "languages": (11, 0),
        "node_count": (6, len(nodes)),
        "record_size": (5, 24),
    }
    return tree + bytes(16) + data + b"\xab\xcd\xefMaxMind.com" + _map(about)


def _plant(root: Node, bits: str, country: str) -> None:
    node = root
    for bit in bits[:-1]:
        side = int(bit)
        if not isinstance(node[side], list):
            node[side] = [None, None]
        node = node[side]  # type: ignore[assignment]
    node[int(bits[-1])] = country


def _numbered(root: Node) -> dict[int, tuple[Node, int]]:
    nodes: dict[int, tuple[Node, int]] = {}
    waiting = [root]
    while waiting:
        node = waiting.pop(0)
        nodes[id(node)] = node, len(nodes)
        waiting += [side for side in node if isinstance(side, list)]
    return nodes


def _pointer(side: object, nodes: Mapping[int, tuple[Node, int]], offsets: Mapping[str, int]) -> int:
    if isinstance(side, list):
        return nodes[id(side)][1]
    return len(nodes) if side is None else len(nodes) + 16 + offsets[str(side)]


def _map(pairs: Mapping[str, object]) -> bytes:
    return bytes([7 << 5 | len(pairs)]) + b"".join(_text(key) + _value(value) for key, value in pairs.items())


def _value(value: object) -> bytes:
    if isinstance(value, Mapping):
        return _map(value)
    if isinstance(value, str):
        return _text(value)
    kind, number = value  # type: ignore[misc]
    digits = number.to_bytes((number.bit_length() + 7) // 8)
    return (bytes([kind << 5 | len(digits)]) if kind < 8 else bytes([len(digits), kind - 7])) + digits


def _text(text: str) -> bytes:
    return bytes([2 << 5 | len(text)]) + text.encode()
