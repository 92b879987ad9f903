"""DNS messages on the wire (RFC 1035), as far as many short questions to one resolver need them.

Pure. A question is split in two, so that thousands of names share their ends: its first labels (of an
address), and its suffix (zone, type, class).
"""

import struct
from collections.abc import Iterator
from ipaddress import IPv4Address

from dns.exception import DNSException
from dns.name import Name, from_text, from_wire

A, CNAME, PTR, TXT = 1, 5, 12, 16
_IN = 1

HEADER_SIZE = 12
HEAD = b"\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00"
"""All of a header but its id: recursion desired, one question."""
HEAD_UNCHECKED = b"\x01\x10" + HEAD[2:]
"""The same with CD: give the answer even where DNSSEC says that it is wrong (RFC 4035 section 3.2.2)."""

MOST_NAME = 255
MOST_LABEL = 63

_QUESTION_TAIL = struct.Struct("!HH")
_RECORD = struct.Struct("!HHIH")


class Malformed(ValueError):
    """A message that is none."""


class BadName(ValueError):
    """A name that DNS cannot carry."""


def labels(name: str) -> bytes:
    """The labels of `name` as they go over the wire, without the root at their end; ASCII in lower case.

    Raises:
        BadName: an empty or too long label, too long a name, or letters beyond ASCII that are no IDN.
    """
    try:
        parsed = from_text(name, origin=None)
    except (DNSException, UnicodeError) as error:
        raise BadName(f"{name!r} is no DNS name") from error
    parts = [label.lower() for label in parsed.labels if label]
    wire = b"".join(bytes((len(label),)) + label for label in parts)
    if not parts or len(wire) + 1 > MOST_NAME:
        raise BadName(f"{name!r} is no DNS name")
    return wire


_OCTETS = tuple(bytes((len(str(octet)),)) + str(octet).encode() for octet in range(256))


def reversed_labels(address: int) -> bytes:
    """192.0.2.99 as the labels 99, 2, 0, 192 (RFC 5782 section 2.1, RFC 1035 section 3.5)."""
    return (
        _OCTETS[address & 255]
        + _OCTETS[address >> 8 & 255]
        + _OCTETS[address >> 16 & 255]
        + _OCTETS[address >> 24]
    )


def suffix(zone: str, type_: int) -> bytes:
    """The end of every question about names of `type_` in `zone`.

    Raises:
        BadName: see `labels`.
    """
    return labels(zone) + b"\x00" + _QUESTION_TAIL.pack(type_, _IN)


def records(message: bytes) -> Iterator[tuple[int, int, int]]:
    """Type, start and end of the data of each record of the answer section that is of class IN.

    Raises:
        Malformed: it breaks off, or is no message.
    """
    if len(message) < HEADER_SIZE:
        raise Malformed("shorter than a header")
    position = HEADER_SIZE
    for _question in range(_number(message, 4)):
        position = _after_name(message, position) + _QUESTION_TAIL.size
    for _answer in range(_number(message, 6)):
        position = _after_name(message, position)
        if position + _RECORD.size > len(message):
            raise Malformed("breaks off inside a record")
        type_, class_, _ttl, size = _RECORD.unpack_from(message, position)
        position += _RECORD.size
        if position + size > len(message):
            raise Malformed("breaks off inside a record's data")
        if class_ == _IN:
            yield type_, position, position + size
        position += size


def _number(message: bytes, position: int) -> int:
    return message[position] << 8 | message[position + 1]


def _after_name(message: bytes, position: int) -> int:
    while position < len(message):
        length = message[position]
        if length == 0:
            return position + 1
        if length >= 0xC0:
            return position + 2
        if length > MOST_LABEL:
            raise Malformed("a label of an unknown kind")
        position += 1 + length
    raise Malformed("breaks off inside a name")


def addresses(message: bytes) -> tuple[str, ...]:
    """The A records of an answer, ascending, each once.

    Raises:
        Malformed: see `records`; or one has not four octets.
    """
    found = set()
    for type_, start, end in records(message):
        if type_ == A:
            if end - start != 4:
                raise Malformed("an A record that is no address")
            found.add(int.from_bytes(message[start:end], "big"))
    return tuple(str(IPv4Address(address)) for address in sorted(found))


def texts(message: bytes) -> tuple[str, ...]:
    """The TXT records of an answer, in alphabetical order, with what is not printable replaced.

    Raises:
        Malformed: see `records`.
    """
    return tuple(sorted(_text(message[start:end]) for type_, start, end in records(message) if type_ == TXT))


def _text(data: bytes) -> str:
    pieces, position = [], 0
    while position < len(data):
        length = data[position]
        pieces.append(data[position + 1 : position + 1 + length])
        position += 1 + length
    letters = b"".join(pieces).decode("utf-8", "replace")
    return "".join(letter if letter.isprintable() else "�" for letter in letters)


def names(message: bytes, type_: int) -> tuple[Name, ...]:
    """What the records of `type_` (PTR, CNAME) point at, in lower case and order, each once.

    Raises:
        Malformed: see `records`; or a name that is none.
    """
    found = set()
    for of_type, start, end in records(message):
        if of_type == type_:
            try:
                name, used = from_wire(message, start)
            except (DNSException, struct.error, ValueError, IndexError) as error:
                raise Malformed("a name that is none") from error
            if start + used != end:
                raise Malformed("a name that does not fill its record")
            found.add(name.canonicalize())
    return tuple(sorted(found))
