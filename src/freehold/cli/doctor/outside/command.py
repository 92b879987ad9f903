"""`./freehold doctor --outside` and `--verify`: looks, judges, prints, signs."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from freehold.config.options import Options

from ... import installation_options
from ...failure import UNUSABLE, WRONG_USE, Stop
from .. import examination, machine
from ..finding import exit_code
from . import comparing, looking, sealing, words
from .evidence import Evidence
from .proof import Maker, Proof, document, proof
from .sealing import Kind

if TYPE_CHECKING:
    from freehold.audit.notes import Verifier

INTACT, CHANGED, NOT_CHECKED = 0, 1, 2


def prove(*, as_json: bool, file: Path | None) -> int:
    """Prints what was found, or with `file` writes the signed page; returns the doctor's exit code.

    Raises:
        Stop: it cannot begin, or the page cannot be signed or written.
    """
    given = installation_options.read_as_running()
    if file is not None:
        refuse_where_nothing_can_be_signed(given, file)
    seen = looking.look(given)
    if file is None:
        made = proof(nobody(given), seen, list(machine.clock(given.data)))
    else:
        made = _written(given, seen, file)
    if as_json:
        print(json.dumps(document(made), indent=2))
    elif str(file) != "-":
        print("\n".join(told(made)))
        if file is not None:
            print(f"\nSigned: {file}")
    return exit_code(made.findings)


def refuse_where_nothing_can_be_signed(given: Options, file: Path) -> None:
    """Before minutes of walking, not after."""
    kind_of(file)
    if not installation_options.holds_a_practice(given):
        raise Stop(
            f"{given.data} holds no practice, so nobody could sign. Start one: ./freehold up", UNUSABLE
        )
    if str(file) != "-" and not file.absolute().parent.is_dir():
        raise Stop(f"{file.absolute().parent} is not there.", UNUSABLE)


def kind_of(file: Path) -> Kind:
    """Raises Stop where the ending is none of ours. `-`, standard output, is text."""
    if str(file) == "-":
        return Kind.TEXT
    try:
        return Kind(file.suffix.removeprefix("."))
    except ValueError:
        endings = ", ".join(f".{kind}" for kind in Kind)
        raise Stop(f"{file}: a proof ends in one of {endings}.", WRONG_USE) from None


def nobody(given: Options) -> Maker:
    return Maker("", False, "", comparing.program_hash(), "")


def _written(given: Options, seen: Evidence, file: Path) -> Proof:
    import django

    django.setup()
    from django.conf import settings

    from freehold.people import access

    from . import signing

    key = signing.signer()
    practice = access.practice()
    maker = Maker(
        practice=practice.name if practice else "",
        is_fictional=practice.is_demo if practice else False,
        installation=settings.INSTALLATION,
        program=comparing.program_hash(),
        key=str(key.verifier),
    )
    made = proof(maker, seen, list(machine.clock(given.data)))
    sealed = signing.signed(made, kind_of(file), key)
    try:
        if str(file) == "-":
            sys.stdout.write(sealed.decode())
        else:
            file.write_bytes(sealed)
    except OSError as error:
        raise Stop(f"{file} cannot be written: {error}", UNUSABLE) from error
    return made


def told(made: Proof) -> Iterator[str]:
    """Everything in full, for who sits at the machine."""
    yield from examination.told(made.findings)
    facts = document(made)
    seen = facts["seen"]
    yield ""
    for label, things in (
        ("Hosts that pages asked", seen["requested"]),
        ("Addresses connected to", seen["connected"]),
        ("Names looked up", seen["names"]),
        ("ICE servers", seen["ice_servers"]),
        ("ICE candidates", seen["candidates"]),
        ("Certificates", [f"{', '.join(one.names)}  {one.sha256}" for one in made.seen.certificates]),
        ("The browser's own, cut off", seen["browsers_own"]),
        ("Not walked", facts["not_reached"]),
    ):
        yield f"{label}: {'none' if not things else ''}".rstrip()
        yield from (f"    {thing}" for thing in things)
    yield ""
    yield f"{words.HEADLINES[made.verdict]}."


def verify(file: Path, key: str | None) -> int:
    """Says whether a proof is as it was signed, and by whom; returns 0, 1 or 2."""
    from freehold.audit.notes import BadNote, Verifier

    try:
        content = file.read_bytes()
        public = Verifier.parse(key) if key else _own_key()
    except (OSError, BadNote) as problem:
        print(f"Could not be checked: {problem}")
        return NOT_CHECKED
    try:
        if public is None:
            print(
                f"Could not be checked: it says that {sealing.signed_by(content)} signed it. Get that key "
                "from the practice by another way than this file, and give it with --key."
            )
            return NOT_CHECKED
        statement = sealing.check(content, public)
    except (sealing.NotSealed, sealing.Broken) as problem:
        print(f"✗ {file}: {problem}")
        return CHANGED
    print(f"✓ {file}: as it was signed by {public.name} at {statement.at}.")
    return INTACT


def _own_key() -> "Verifier | None":
    """Of the installation in the data folder; None where there is none."""
    given = installation_options.read_as_running()
    if not given.data.is_dir():
        return None
    import django

    django.setup()
    from freehold.audit import places
    from freehold.audit.errors import KeyUnusable

    try:
        return places.verifier()
    except KeyUnusable:
        return None
