"""A report as rows and words, in the reader's language: what page, paper and terminal show.

Pure: the same report gives the same rows.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from ..blocks import Block, dotted
from ..findings import AGAIN, Check, Finding, Severity, Source, State
from . import Report, words
from .floor_plan import RANK, FloorPlan, Tone, floor_plan, is_about_all, tone
from .kept import Kept, keep

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class ToDo:
    tone: Tone
    whose: str
    text: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    name: str
    day: str
    """In words; empty where nobody knows."""
    age: str
    """How much older than the report, where it is; else empty."""
    sha256: str
    licence: str
    url: str
    file: str


@dataclass(frozen=True, slots=True)
class Evidence:
    tone: Tone
    question: str
    is_first: bool
    """The row above does not ask the same."""
    answer: str
    meaning: str
    weight: str
    is_required: bool
    where: str
    """The addresses, a few of them by name; empty where it is about the whole block."""
    sources: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True)
class View:
    block: str
    dated: str
    """`16 September 2026`; empty where no table has a date."""
    answered: int
    """Questions that were answered wholly, of `questions`."""
    questions: int
    verdict: str
    tone: Tone
    headline: str
    advice: str
    deal_breakers: tuple[str, ...]
    """What rules it out."""
    expectations: tuple[tuple[str, str], ...]
    """What was said about the purchase: label and value."""
    to_do_title: str
    to_do: tuple[ToDo, ...]
    evidence: tuple[Evidence, ...]
    unanswered: tuple[str, ...]
    """Why a question has no answer, once each."""
    plan: FloorPlan
    legend: tuple[tuple[Tone, str], ...]
    whole_block: tuple[ToDo, ...]
    """Graver findings that are about the block as such, so that no room shows them."""
    sources: tuple[SourceRow, ...]
    unread: tuple[str, ...]
    """Files that were given and could not be used, with the reason."""


def view(shown: Report | Kept, translate: Translate = str) -> View:
    report = keep(shown) if isinstance(shown, Report) else shown
    say = translate
    order = {check: rank for rank, check in enumerate(Check)}
    found = sorted(report.findings, key=lambda one: (order[one.check], RANK[tone(one)]))
    plan = floor_plan(report.block, found)
    questions = {one.check for one in found} | report.required
    open_ones = report.required - {one.check for one in found}
    open_ones |= {one.check for one in found if one.state is State.UNKNOWN}
    before = any(one.state is State.BAD and one.severity is Severity.FIX_BEFORE for one in found)
    return View(
        block=str(report.block),
        dated=_spoken(report.as_of, say) if report.as_of else "",
        answered=len(questions - open_ones),
        questions=len(questions),
        verdict=report.verdict.value,
        tone=VERDICT_TONES[report.verdict.value],
        headline=words.headline(report).told(say),
        advice=words.advice(report, is_sellers_turn=before).told(say),
        deal_breakers=tuple(one.summary.told(say) for one in found if tone(one) is Tone.REFUSE),
        expectations=_expectations(report, say),
        to_do_title=words.to_do_title(report).told(say),
        to_do=_to_do(found, say),
        evidence=_evidence(report, found, say),
        unanswered=_unanswered(report, found, say),
        plan=plan,
        legend=tuple((one, words.LEGEND[one].told(say)) for one in plan.tones),
        whole_block=_whole_block(report.block, found, say),
        sources=tuple(_source(one, report.as_of, say) for one in report.sources),
        unread=tuple(one.reason.told(say) for one in report.unread),
    )


VERDICT_TONES = {
    "clean": Tone.WELL,
    "clean_after_fixes": Tone.BEFORE,
    "refuse": Tone.REFUSE,
    "incomplete": Tone.UNKNOWN,
}


def _to_do(found: Sequence[Finding], say: Translate) -> tuple[ToDo, ...]:
    """Worst first; the same advice once, and once for all questions without an answer what gets them one."""
    rows: dict[tuple[str, str], ToDo] = {}
    for finding in sorted(found, key=lambda one: RANK[tone(one)]):
        if finding.to_do is None or finding.state in (State.OK, State.NOT_APPLICABLE):
            continue
        is_again = finding.to_do.text.message == AGAIN.text.message
        text = _again(found, say) if is_again else finding.to_do.text.told(say)
        rows.setdefault(
            (finding.to_do.whose, text),
            ToDo(tone(finding), words.WHOSE[finding.to_do.whose].told(say), text),
        )
    return tuple(rows.values())


def _again(found: Sequence[Finding], say: Translate) -> str:
    unasked = dict.fromkeys(
        one.check for one in found if one.to_do and one.to_do.text.message == AGAIN.text.message
    )
    said = words.AGAIN_FOR_ONE if len(unasked) == 1 else words.AGAIN_FOR_MANY
    questions = " ".join(words.QUESTIONS[check].told(say) for check in unasked)
    return say(said.message) % {"count": len(unasked), "questions": questions}


def _evidence(report: Kept, found: Sequence[Finding], say: Translate) -> tuple[Evidence, ...]:
    rows = []
    above = None
    for finding in found:
        colour = tone(finding)
        rows.append(
            Evidence(
                tone=colour,
                question=words.QUESTIONS[finding.check].told(say),
                is_first=finding.check is not above,
                answer=finding.summary.told(say),
                meaning=finding.meaning.told(say),
                weight=words.WEIGHTS[colour].told(say),
                is_required=finding.check in report.required,
                where=_places(report.block, finding, say),
                sources=tuple(_source(one, report.as_of, say) for one in finding.evidence),
            )
        )
        above = finding.check
    return tuple(rows)


NAMED_PLACES = 6


def _places(block: Block, finding: Finding, say: Translate) -> str:
    if is_about_all(block, finding):
        return ""
    named = [
        dotted(first) if first == last else f"{dotted(first)}-{dotted(last)}"
        for first, last in finding.where[:NAMED_PLACES]
    ]
    more = len(finding.where) - len(named)
    if more > 0:
        named.append(say(words.AND_MORE.message) % {"count": more})
    return ", ".join(named)


def _whole_block(block: Block, found: Sequence[Finding], say: Translate) -> tuple[ToDo, ...]:
    grave = (Tone.REFUSE, Tone.BEFORE)
    return tuple(
        ToDo(tone(one), "", one.summary.told(say))
        for one in sorted(found, key=lambda one: RANK[tone(one)])
        if tone(one) in grave and is_about_all(block, one)
    )


def _unanswered(report: Kept, found: Sequence[Finding], say: Translate) -> tuple[str, ...]:
    reasons = [one.summary.told(say) for one in found if one.state is State.UNKNOWN]
    reasons += [reason.told(say) for reason in report.reasons]
    return tuple(dict.fromkeys(reasons))


def _expectations(report: Kept, say: Translate) -> tuple[tuple[str, str], ...]:
    expects = report.expects
    rows = [
        (words.SELLER, expects.seller),
        (words.TO_REGISTRY, expects.to_registry and expects.to_registry.value.upper()),
        (words.ORIGIN, expects.origin and f"AS{expects.origin}"),
        (words.SELLER_ORIGINS, ", ".join(f"AS{one}" for one in expects.seller_origins)),
        (words.DISPUTES, "; ".join(expects.disputes)),
        (words.HISTORY, expects.history_from and _spoken(expects.history_from, say)),
    ]
    return tuple((label.told(say), str(value)) for label, value in rows if value)


def _source(source: Source, as_of: date | None, say: Translate) -> SourceRow:
    day = _day(source.fetched_at)
    days = (as_of - day).days if as_of and day else 0
    age = say(words.OLDER.message) % {"days": days} if days > 0 else ""
    return SourceRow(
        name=source.name,
        day=_spoken(day, say) if day else "",
        age=age,
        sha256=source.sha256 or "",
        **{name: str(source.detail.get(name) or "") for name in ("licence", "url", "file")},
    )


def _day(moment: str | None) -> date | None:
    try:
        return date.fromisoformat(moment[:10]) if moment else None
    except ValueError:
        return None


def _spoken(day: date, say: Translate) -> str:
    values = dict(words.spoken(day).values)
    values["month"] = say(str(values["month"]))
    return say(words.spoken(day).message) % values
