"""What `./freehold addresses audit` does: blocks in, reports out."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from shutil import get_terminal_size
from typing import TextIO

from freehold.addresses import audit, blocks, transfer_rules
from freehold.addresses.facts import Facts
from freehold.addresses.report import Report, document
from freehold.addresses.tables import Tables, read_folder
from freehold.addresses.verdict import Verdict

from .address_flags import Asked
from .failure import LACKING, UNUSABLE, WRONG_USE, Stop
from .progress import say, step, together

EXIT_CODES = {Verdict.CLEAN: 0, Verdict.CLEAN_AFTER_FIXES: 0, Verdict.REFUSE: 1, Verdict.INCOMPLETE: 3}
WORST_FIRST = (1, 3, 0)

NO_TABLES = "There are no tables yet: `./freehold addresses refresh` fetches them."


class Auditor:
    """Makes report after report with the same tables, read once."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.tables = read_tables(asked)
        self.rules = transfer_rules.read()

    def report(self, typed: str) -> Report:
        """Raises BadBlock."""
        asked = self.asked
        block = blocks.parse(typed)
        facts = audit.from_tables(block, self.tables, asked.expects, at=asked.at)
        return audit.judge(typed, self._asked_around(facts), self.rules, self.tables.problems)

    def line(self, typed: str) -> bytes:
        """As JSON; also of what is no block."""
        try:
            return document.encode(document.document(self.report(typed)))
        except blocks.BadBlock as bad:
            return document.encode(document.refusal(typed, bad))

    def _asked_around(self, facts: Facts) -> Facts:
        if self.asked.reach is None:
            return facts
        import asyncio

        from freehold.addresses import network

        with step(f"Asking about {facts.block}") as report:
            return asyncio.run(network.ask(facts, self.asked.reach, together(report)))


def read_tables(asked: Asked) -> Tables:
    """Raises Stop when a folder that was named cannot be read."""
    if asked.is_offline and not asked.folder.is_dir():
        raise Stop(f"{asked.folder} is no folder. --offline takes a folder with tables in it.", UNUSABLE)
    if not asked.folder.is_dir():
        say(NO_TABLES)
        return Tables((), ())
    try:
        with step("Reading tables") as report:
            tables = read_folder(
                asked.folder, cache=asked.cache, progress=lambda _name, done, of: report(done, of)
            )
    except OSError as error:
        raise Stop(f"{asked.folder} cannot be read: {error.strerror}.", UNUSABLE) from error
    _tell_age(asked, tables)
    return tables


def _tell_age(asked: Asked, tables: Tables) -> None:
    if not tables.loaded:
        say(f"No table was recognised in {asked.folder}.")
    days = [file.dated for file in tables.loaded if file.dated]
    if days:
        say(f"Tables read: {len(tables.loaded)}. The oldest is of {min(days)}, the newest of {max(days)}.")


# One object a line


def refuse_with_list(typed: Sequence[str], *files: Path | None) -> None:
    if typed or any(files):
        raise Stop("--list takes its blocks from a file and writes JSON: leave the rest away.", WRONG_USE)


def write_list(asked: Asked, source: str) -> None:
    """One object a line for each line of the file (`-`: standard input) that is not empty."""
    with _opened(source) as lines:
        auditor = Auditor(asked)
        for line in lines:
            typed = line.strip()
            if typed:
                _print(auditor.line(typed))


def _opened(source: str) -> TextIO:
    if source == "-":
        return TextIOWrapper(sys.stdin.buffer, encoding="utf-8-sig", errors="replace")
    try:
        return open(source, encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise Stop(f"{source} cannot be read: {error.strerror}.", UNUSABLE) from error


def _print(line: bytes) -> None:
    sys.stdout.buffer.write(line + b"\n")
    sys.stdout.buffer.flush()


# One report or several


@dataclass(frozen=True)
class Form:
    """How a report is shown; as text where nothing else is wanted."""

    as_json: bool
    html: Path | None
    pdf: Path | None

    def show(self, report: Report) -> None:
        if self.html:
            from freehold.addresses.report.html import html

            _write(self.html, html(report).encode())
        if self.pdf:
            _write(self.pdf, _pdf(report))
        if self.as_json:
            _print(document.encode(document.document(report)))
        elif not (self.html or self.pdf):
            from freehold.addresses.report.text import text

            print(text(report, width=_width()))

    def refuse(self, typed: str, bad: blocks.BadBlock) -> None:
        say(str(bad.message))
        if self.as_json:
            _print(document.encode(document.refusal(typed, bad)))


def write(asked: Asked, typed: Sequence[str], form: Form) -> int:
    """Shows each block's report; the exit code is that of the worst.

    Raises:
        Stop: there is no block, or more than one for one file; a file cannot be written.
    """
    if not typed:
        raise Stop("Name a block, such as 193.0.0.0/21, or give a file of them with --list.", WRONG_USE)
    if len(typed) > 1 and (form.html or form.pdf):
        raise Stop("A file holds the report of one block: name one.", WRONG_USE)
    parsed = [_or_refused(one, form) for one in typed]
    good = [one for one in parsed if one is not None]
    if not good:
        return WRONG_USE
    auditor = Auditor(asked)
    codes = set()
    for one in good:
        report = auditor.report(one)
        form.show(report)
        codes.add(EXIT_CODES[report.verdict])
    return WRONG_USE if len(good) < len(parsed) else next(code for code in WORST_FIRST if code in codes)


def _or_refused(typed: str, form: Form) -> str | None:
    try:
        blocks.parse(typed)
    except blocks.BadBlock as bad:
        form.refuse(typed, bad)
        return None
    return typed


def _pdf(report: Report) -> bytes:
    from freehold.addresses.report.pdf import PangoMissing, pdf

    from . import debian

    try:
        with step("Printing"):
            return pdf(report)
    except PangoMissing as missing:
        line = debian.install_line(debian.PANGO)
        raise Stop(f"A PDF needs Debian's Pango ({missing}). As root:\n    {line}", LACKING) from missing


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise Stop(f"{path} cannot be written: {error.strerror}.", UNUSABLE) from error
    say(f"Written: {path}")


def _width() -> int:
    return max(60, min(110, get_terminal_size().columns))
