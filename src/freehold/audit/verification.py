"""Checks the audit against itself and against the signed checkpoints. Reads only; needs no server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from django.db.models import Subquery

from . import places
from .access import linked_rows
from .chain import ChainReader
from .checkpoints import SignedSize, split
from .findings import Finding, Kind
from .models import AuditEvent, ChainHead, Checkpoint
from .notes import BadNote, Verifier
from .roots import RootReader

MOST = 1000
"""Findings beyond this many are counted, not listed."""


@dataclass(slots=True)
class Verification:
    """What was checked and found.

    Attributes:
        findings: what is not as it was written; empty when all is well.
        remarks: what an owner should know and is no finding, such as a clock that was moved back.
    """

    rows: int = 0
    checkpoints: int = 0
    signed_rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    unlisted: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        return not self.findings

    def add(self, finding: Finding) -> None:
        if len(self.findings) < MOST:
            self.findings.append(finding)
        else:
            self.unlisted += 1

    def as_json(self) -> dict[str, Any]:
        return {"ok": self.is_well} | asdict(self)


def verify(
    *,
    verifier: Verifier | None = None,
    checkpoint_file: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Verification:
    """Read every row and every checkpoint and name what does not fit.

    Args:
        verifier: the public key, if not the one of this installation's key folder.
        checkpoint_file: checkpoints that were kept elsewhere; the only way to find that database and file
            were rolled back together.

    Raises:
        KeyUnusable: there are checkpoints and no key to check them with.
    """
    # In this order, each only ever ahead of what was read before it: a running practice is no finding.
    known = set(Checkpoint.objects.values_list("size", flat=True))
    found, path = Verification(), checkpoint_file or places.checkpoint_file()
    signed = _signed_sizes(found, path, verifier)
    head = ChainHead.objects.filter(pk=ChainHead.ONLY).first()
    last = _read_rows(found, signed, head.size if head else None, progress)
    _compare_end(found, signed, last, head, known)
    if checkpoint_file is None:
        _compare_checkpoints(found, signed, path, known)
    if not signed and found.rows:
        found.remarks.append("No checkpoint was signed yet: a cut tail would not be found.")
    return found


def _signed_sizes(found: Verification, path: Path, verifier: Verifier | None) -> list[SignedSize]:
    """The checkpoints of the file whose signatures are good, by size."""
    file = path.read_text(errors="replace") if path.exists() else ""
    notes, end = split(file)
    if end < len(file):
        found.remarks.append("The last checkpoint in the file is unfinished; it was never relied on.")
    if not notes:
        return []
    key = verifier or places.verifier()
    signed: list[SignedSize] = []
    for position, note in enumerate(notes, start=1):
        try:
            one = note.checked(key)
        except BadNote as problem:
            found.add(
                Finding(Kind.BAD_SIGNATURE, f"checkpoint {position} in {path.name}: {problem}", position)
            )
            continue
        if signed and one.size < signed[-1].size:
            text = f"checkpoint {position} signs {one.size} rows after {signed[-1].size} had been signed"
            found.add(Finding(Kind.ROLLED_BACK, f"{text}: the database was set back in between", one.size))
        signed.append(one)
    found.checkpoints = len(signed)
    found.signed_rows = max((one.size for one in signed), default=0)
    return sorted(signed, key=lambda one: one.size)


def _read_rows(
    found: Verification, signed: list[SignedSize], up_to: int | None, progress: Callable[[int, int], None]
) -> ChainReader:
    """Go through the rows once: the links, and the root at every signed size."""
    reader, roots = ChainReader(), RootReader(signed)
    is_whole = True
    for row in linked_rows(up_to=up_to):
        for finding in reader.read(row):
            found.add(finding)
            is_whole = False
        found.rows += 1
        if row.entry.behind:
            behind = f"{row.entry.behind / 1_000_000:.3f} s"
            found.remarks.append(f"Row {row.entry.number}: the clock stood {behind} behind an earlier row.")
        # Where a link is broken too, that is what is named: the root only repeats it.
        is_whole = is_whole and not reader.suspicious()
        rebuilt = roots.read(row)
        if rebuilt is not None and is_whole:
            found.add(rebuilt)
        if found.rows % 1000 == 0:
            progress(found.rows, up_to or found.rows)
    for finding in reader.finish():
        found.add(finding)
    return reader


def _compare_end(
    found: Verification, signed: list[SignedSize], last: ChainReader, head: ChainHead | None, known: set[int]
) -> None:
    """Whether the chain ends where its head and the newest checkpoint say."""
    newest = signed[-1] if signed else None
    written = head.size if head else 0
    remembered = max(written, max(known, default=0))
    if newest is not None and newest.size > max(last.size, remembered):
        text = f"the database ends at row {last.size}, and {newest.size} rows were signed at {newest.at}"
        found.add(
            Finding(
                Kind.ROLLED_BACK, f"{text}: the whole database was set back to an older state", newest.size
            )
        )
    elif remembered > last.size:
        of = f", after the checkpoint of {newest.at}" if newest and newest.size > last.size else ""
        text = f"rows {last.size + 1} to {remembered} were cut off the end{of}"
        found.add(Finding(Kind.TAIL_CUT, text, last.size + 1))
    if head is None and last.size:
        found.add(Finding(Kind.HEAD, "the row that says where the chain ends is missing"))
    elif head is not None and head.size == last.size and head.hash != last.hash:
        found.add(Finding(Kind.HEAD, f"the chain does not end with the hash of row {last.size}", last.size))
    # One statement, so that a row which is being added with its head just now is not taken for one without.
    end = Subquery(ChainHead.objects.filter(pk=ChainHead.ONLY).values("size"))
    beyond = AuditEvent.objects.filter(number__gt=end).order_by("number").first()
    if beyond is not None:
        found.add(Finding(Kind.HEAD, f"row {beyond.number} stands after the end of the chain", beyond.number))


def _compare_checkpoints(found: Verification, signed: list[SignedSize], path: Path, known: set[int]) -> None:
    """Whether the file still has every checkpoint that the database remembers."""
    lost = sorted(known - {one.size for one in signed})
    if lost and not path.exists():
        found.add(
            Finding(Kind.CHECKPOINTS_CUT, f"{path} is missing, and {len(lost)} checkpoints were signed")
        )
    elif lost:
        text = (
            f"{path.name} has no good checkpoint of {lost[0]} rows, and one was signed ({len(lost)} in all)"
        )
        found.add(Finding(Kind.CHECKPOINTS_CUT, text, lost[0]))
