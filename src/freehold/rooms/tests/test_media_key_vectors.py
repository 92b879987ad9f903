"""A second implementation of `frontend/room/keys.ts`, so that both must be wrong in the same way to agree.

Run as a script it rewrites the vectors: `python src/freehold/rooms/tests/test_media_key_vectors.py`.
"""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import TypedDict

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

ROOM = Path(__file__).resolve().parents[4] / "frontend" / "room"
VECTORS = ROOM / "keys.vectors.json"


class End(TypedDict):
    connection: str
    secret: str
    key: str
    nonce: str
    commit: str
    frame_key: str


class Vector(TypedDict):
    number: int
    session: str
    lead: End
    member: End
    words: list[str]


def text_of(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def fields(*parts: bytes | str) -> bytes:
    raw = [part.encode() if isinstance(part, str) else part for part in parts]
    return b"".join(len(part).to_bytes(2, "big") + part for part in raw)


def word_list() -> list[str]:
    source = (ROOM / "wordlist.ts").read_text()
    found = re.search(r"`\n(.*?)\n`", source, re.DOTALL)
    assert found
    return found[1].split()


def agree(
    number: int, session: str, lead: tuple[str, bytes, bytes], member: tuple[str, bytes, bytes]
) -> Vector:
    """Both ends as (connection, private key, nonce), and everything that follows from them."""
    ends = {"lead": lead, "member": member}
    public = {
        part: X25519PrivateKey.from_private_bytes(end[1])
        .public_key()
        .public_bytes(Encoding.Raw, PublicFormat.Raw)
        for part, end in ends.items()
    }
    transcript = [
        item for part in ("lead", "member") for item in (part, ends[part][0], public[part], ends[part][2])
    ]
    salt = hashlib.sha256(fields("freehold-transcript/1", session, *transcript)).digest()
    secret = X25519PrivateKey.from_private_bytes(lead[1]).exchange(
        X25519PublicKey.from_public_bytes(public["member"])
    )

    def expand(length: int, *info: str) -> bytes:
        return HKDF(SHA256(), length, salt, fields(*info)).derive(secret)

    def end(part: str, other: str) -> End:
        connection, private, nonce = ends[part]
        commit = fields("freehold-commit/1", session, connection, ends[other][0], part, public[part], nonce)
        media = expand(32, "freehold-media/1", session, connection)
        return {
            "connection": connection,
            "secret": text_of(private),
            "key": text_of(public[part]),
            "nonce": text_of(nonce),
            "commit": text_of(hashlib.sha256(commit).digest()),
            "frame_key": text_of(HKDF(SHA256(), 32, b"test", b"").derive(media)),
        }

    bits = int.from_bytes(expand(5, "freehold-words/1", session), "big")
    listed = word_list()
    return {
        "number": number,
        "session": session,
        "lead": end("lead", "member"),
        "member": end("member", "lead"),
        "words": [listed[(bits >> shift) & 1023] for shift in (30, 20, 10, 0)],
    }


def seeded(number: int, name: str, length: int = 32) -> bytes:
    return hashlib.shake_128(f"freehold {number} {name}".encode()).digest(length)


def vector(number: int) -> Vector:
    def connection(name: str) -> str:
        text = seeded(number, name, 16).hex()
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"

    lead = (connection("dana"), seeded(number, "dana's key"), seeded(number, "dana's nonce"))
    member = (connection("sam"), seeded(number, "sam's key"), seeded(number, "sam's nonce"))
    return agree(number, connection("session"), lead, member)


@pytest.mark.parametrize(
    "expected", json.loads(VECTORS.read_text()) if VECTORS.exists() else [], ids=lambda v: v["number"]
)
def test_python_derives_the_same_commits_keys_and_words(expected: Vector) -> None:
    lead, member = expected["lead"], expected["member"]
    assert expected == agree(
        expected["number"],
        expected["session"],
        (lead["connection"], raw_of(lead["secret"]), raw_of(lead["nonce"])),
        (member["connection"], raw_of(member["secret"]), raw_of(member["nonce"])),
    )


def test_there_are_vectors() -> None:
    assert len(json.loads(VECTORS.read_text())) == 8


if __name__ == "__main__":
    VECTORS.write_text(json.dumps([vector(number) for number in range(1, 9)], indent=2) + "\n")
