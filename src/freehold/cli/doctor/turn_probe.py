"""Asks a TURN server over TCP for a relay as a stranger would (RFC 8656, section 7; STUN: RFC 8489)."""

import secrets
import socket
import struct
from enum import StrEnum
from ipaddress import IPv4Address

from ..answering import TIMEOUT

MAGIC = 0x2112A442
ALLOCATE, GRANTED, REFUSED = 0x0003, 0x0103, 0x0113
REQUESTED_TRANSPORT, ERROR_CODE = 0x0019, 0x0009
UDP = 17
LONGEST = 2048


class Welcome(StrEnum):
    REFUSED = "refused"
    """It wants to know who asks: only who sits in a session has what it takes."""
    GRANTED = "granted"
    SILENT = "silent"
    """Nobody is there."""
    OTHER = "other"
    """Something answers that is no TURN server, or says nothing."""


def ask(address: IPv4Address, port: int) -> Welcome:
    """What becomes of somebody who names nobody."""
    number = secrets.token_bytes(12)
    wanted = struct.pack(">HHB3x", REQUESTED_TRANSPORT, 4, UDP)
    try:
        line = socket.create_connection((str(address), port), timeout=TIMEOUT)
    except OSError:
        return Welcome.SILENT
    with line:
        try:
            line.sendall(struct.pack(">HHI", ALLOCATE, len(wanted), MAGIC) + number + wanted)
            answer = _message(line)
        except OSError:
            return Welcome.OTHER
    return welcome(answer, number)


def welcome(answer: bytes, number: bytes) -> Welcome:
    """Of a whole message; `number`: the 12 bytes that name the question."""
    if len(answer) < 20 or answer[4:20] != struct.pack(">I", MAGIC) + number:
        return Welcome.OTHER
    kind, _length = struct.unpack(">HH", answer[:4])
    if kind == GRANTED:
        return Welcome.GRANTED
    return Welcome.REFUSED if kind == REFUSED and _error(answer[20:]) == 401 else Welcome.OTHER


def _message(line: socket.socket) -> bytes:
    read = b""
    while len(read) < LONGEST:
        if len(read) >= 4 and len(read) >= 20 + struct.unpack(">H", read[2:4])[0]:
            break
        more = line.recv(LONGEST)
        if not more:
            break
        read += more
    return read


def _error(attributes: bytes) -> int | None:
    """The number of the first ERROR-CODE (RFC 8489, section 14.8)."""
    while len(attributes) >= 4:
        kind, length = struct.unpack(">HH", attributes[:4])
        value = attributes[4 : 4 + length]
        if kind == ERROR_CODE and len(value) >= 4:
            return (value[2] & 7) * 100 + value[3]
        attributes = attributes[4 + length + -length % 4 :]
    return None
