"""A file with a signature at its end: a page stays a page, a PDF a PDF, and no byte can be changed unseen.

Pure: bytes in, bytes out.

What is signed is a note (https://c2sp.org/signed-note) of four lines, by the key of the audit's checkpoints:

    freehold/proof/1a2b3c4d       which installation
    sha256 9f86d0…                of everything before the signature
    html                          what kind of file
    at 2026-11-26T01:30:00+00:00
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from freehold.audit.notes import Signer, Verifier


class Kind(StrEnum):
    HTML = "html"
    PDF = "pdf"
    TEXT = "txt"


MARKS = {
    Kind.HTML: (b"<!-- freehold proof signature\n", b"", b"-->\n"),
    Kind.PDF: (b"%% freehold proof signature\n", b"% ", b"%% end\n"),
    Kind.TEXT: (b"---- freehold proof signature\n", b"", b"----\n"),
}
"""First line, what each line begins with, last line."""


class NotSealed(ValueError):
    """There is no signature at the file's end, or it is not one of ours."""


class Broken(ValueError):
    """There is a signature, and it does not hold."""


@dataclass(frozen=True)
class Statement:
    installation: str
    sha256: str
    kind: Kind
    at: str

    def text(self) -> str:
        return f"freehold/proof/{self.installation}\nsha256 {self.sha256}\n{self.kind}\nat {self.at}\n"

    @classmethod
    def parse(cls, text: str) -> "Statement":
        """
        Raises:
            NotSealed
        """
        try:
            origin, sha256, kind, at = text.rstrip("\n").split("\n")
            found = cls(
                origin.removeprefix("freehold/proof/"),
                sha256.removeprefix("sha256 "),
                Kind(kind),
                at.removeprefix("at "),
            )
        except ValueError:
            raise NotSealed("The signature is not one of a proof.") from None
        if found.text() != text:
            raise NotSealed("The signature is not written in the one way it is written.")
        return found


def digest(body: bytes) -> str:
    return hashlib.sha256(_whole(body)).hexdigest()


def seal(body: bytes, kind: Kind, signer: Signer, *, installation: str, at: str) -> bytes:
    """`body`, which gets a newline at its end where it has none, and the signature behind it."""
    body = _whole(body)
    begin, prefix, end = MARKS[kind]
    note = signer.sign(Statement(installation, digest(body), kind, at).text())
    lines = b"".join(prefix + line.encode() + b"\n" for line in note.splitlines())
    return body + begin + lines + end


def check(sealed: bytes, verifier: Verifier) -> Statement:
    """What the signature says.

    Raises:
        NotSealed: there is none.
        Broken: it is not by this key, or the file was changed after it was signed.
    """
    body, kind, text, signatures = _parted(sealed)
    if not verifier.is_signed(text, signatures):
        raise Broken("It was not signed by that key.")
    statement = Statement.parse(text)
    if statement.kind is not kind or statement.sha256 != digest(body):
        raise Broken("It was changed after it was signed.")
    return statement


def signed_by(sealed: bytes) -> str:
    """Name of the key that the file says it is signed by; to be believed only once `check` agrees.

    Raises:
        NotSealed
    """
    _body, _kind, _text, signatures = _parted(sealed)
    words = signatures.split(" ")
    return words[1] if len(words) > 1 else ""


def _parted(sealed: bytes) -> tuple[bytes, Kind, str, str]:
    for kind, (begin, prefix, end) in MARKS.items():
        at = sealed.rfind(b"\n" + begin)
        if at < 0 or not sealed.endswith(end):
            continue
        lines = sealed[at + 1 + len(begin) : -len(end)].split(b"\n")[:-1]
        try:
            note = "".join(
                line.removeprefix(prefix.rstrip()).removeprefix(b" ").decode() + "\n" for line in lines
            )
        except UnicodeDecodeError:
            break
        text, gap, signatures = note.partition("\n\n")
        if gap:
            return sealed[: at + 1], kind, text + "\n", signatures
    raise NotSealed("There is no signature at its end.")


def _whole(body: bytes) -> bytes:
    return body if body.endswith(b"\n") else body + b"\n"
