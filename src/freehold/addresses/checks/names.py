"""Whether two names are one organisation's, as far as letters tell."""

import re
import unicodedata
from difflib import SequenceMatcher
from enum import StrEnum

ALIKE = 0.9
"""`SequenceMatcher.ratio()` from which two names are near; one letter in twenty differs."""

FORMS = {
    "limited": "ltd",
    "incorporated": "inc",
    "corporation": "corp",
    "company": "co",
    "private": "pvt",
    "aktiengesellschaft": "ag",
    "limitada": "ltda",
}
# fmt: off
_LEGAL = frozenset(
    {
        "ab", "ad", "ag", "ao", "aps", "as", "asa", "bhd", "bv", "cjsc", "co", "corp", "cv", "dd", "de",
        "dmcc", "doo", "eireli", "ek", "eood", "epp", "ev", "fop", "fzc", "fzco", "fze", "gmbh", "inc",
        "ip", "jsc", "kft", "kg", "kk", "llc", "llp", "lp", "ltd", "ltda", "mbh", "me", "nv", "nyrt", "oao",
        "ojsc", "ood", "ooo", "ou", "oy", "oyj", "pao", "pjsc", "plc", "pt", "pte", "pty", "pvt", "rl",
        "sa", "sab", "sarl", "sas", "sdn", "se", "sia", "sl", "slu", "spa", "spc", "srl", "sro", "tbk",
        "tob", "too", "tov", "uab", "ug", "wll", "zao", "zrt",
    }
)
# fmt: on
"""Words for a company's legal form, dots removed (ISO 20275 has them all; these are the common ones)."""


class Likeness(StrEnum):
    SAME = "same"
    NEAR = "near"
    """Alike, so that a person has to look."""
    OTHER = "other"


def likeness(one: str, other: str) -> Likeness:
    """Same but for case, accents, punctuation and a legal form left out; of two forms they are only near."""
    (words, form), (other_words, other_form) = _parts(one), _parts(other)
    if not words or not other_words:
        return Likeness.OTHER
    if words == other_words:
        return Likeness.SAME if form == other_form or not form or not other_form else Likeness.NEAR
    together, other_together = "".join(words), "".join(other_words)
    if together == other_together or set(words) <= set(other_words) or set(other_words) <= set(words):
        return Likeness.NEAR
    if _is_one_edit(together, other_together):
        return Likeness.NEAR
    matcher = SequenceMatcher(None, together, other_together, autojunk=False)
    if matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE:
        return Likeness.NEAR
    return Likeness.OTHER


def _parts(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The name's words and those of its legal form."""
    text = unicodedata.normalize("NFKD", name[:500]).casefold().replace("&", " and ")
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    text = re.sub(r"(?<=\w)[.'’](?=\w)", "", text)  # B.V. and O'Neill are one word each
    words = [FORMS.get(word, word) for word in re.findall(r"[^\W_]+", text)]
    kept = list(words)
    form: list[str] = []
    while len(kept) > 1 and kept[-1] in _LEGAL:
        form.insert(0, kept.pop())
    while len(kept) > 1 and kept[0] in _LEGAL and not form:
        form.append(kept.pop(0))
    return tuple(kept), tuple(form)


def _is_one_edit(one: str, other: str) -> bool:
    """One letter more, less, other, or two neighbours swapped."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1 or len(long) < 4:
        return False
    start = next((at for at, letter in enumerate(short) if letter != long[at]), len(short))
    if len(short) < len(long):
        return short[start:] == long[start + 1 :]
    swapped = long[start : start + 2][::-1] + long[start + 2 :]
    return short[start + 1 :] == long[start + 1 :] or short[start:] == swapped
