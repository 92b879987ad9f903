"""A report in plain letters, for a terminal.

Pure: the same report gives the same lines.
"""

from collections.abc import Iterator
from textwrap import wrap

from . import Report
from .floor_plan import Tone
from .kept import Kept
from .view import Evidence, SourceRow, Translate, View, view

MARKS = {
    Tone.REFUSE: "×",
    Tone.BEFORE: "!",
    Tone.AFTER: "·",
    Tone.UNKNOWN: "?",
    Tone.WELL: "✓",
    Tone.QUIET: " ",
}


def text(report: Report | Kept, *, width: int = 100, say: Translate = str) -> str:
    """Lines of at most `width` letters, but for words that are longer."""
    return "\n".join(_lines(view(report, say), width, say)) + "\n"


def _lines(shown: View, width: int, say: Translate) -> Iterator[str]:
    answered = say("%(answered)s of %(questions)s questions answered") % {
        "answered": shown.answered,
        "questions": shown.questions,
    }
    dated = [say("As of %(day)s") % {"day": shown.dated}] if shown.dated else []
    yield shown.block
    yield ", ".join([*dated, answered])
    yield ""
    yield shown.headline.upper()
    yield from wrap(shown.advice, width)
    for sentence in shown.deal_breakers:
        yield from _hanging(f"  {MARKS[Tone.REFUSE]} ", sentence, width)
    if shown.to_do:
        yield from ("", shown.to_do_title)
        for one in shown.to_do:
            yield from _hanging(f"  {MARKS[one.tone]} ", f"{one.whose}: {one.text}", width)
    yield from ("", say("Evidence"))
    for row in shown.evidence:
        yield from _evidence(row, width)
    if shown.unanswered:
        yield from ("", say("What could not be checked"))
        for reason in shown.unanswered:
            yield from _hanging("  ? ", reason, width)
    if shown.sources:
        yield from ("", say("Sources"))
        for source in shown.sources:
            yield from _hanging("  ", _source(source, say), width)
    for reason in shown.unread:
        yield from _hanging("  ", say("Not used: %(reason)s") % {"reason": reason}, width)


def _evidence(row: Evidence, width: int) -> Iterator[str]:
    if row.is_first:
        yield f"  {row.question}"
    where = f" [{row.where}]" if row.where else ""
    yield from _hanging(f"    {MARKS[row.tone]} ", f"{row.answer}{where} ({row.weight})", width)


def _source(source: SourceRow, say: Translate) -> str:
    day = source.day or say("without a date")
    age = f" ({source.age})" if source.age else ""
    file = f", {source.file}" if source.file else ""
    return f"{source.name}: {day}{age}{file}"


def _hanging(mark: str, sentence: str, width: int) -> list[str]:
    return wrap(
        sentence,
        width,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
