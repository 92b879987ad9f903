"""What to call somebody, from the name they gave.

Pure: no Django, no clock, no network.
"""

HONORIFICS = frozenset({"dr", "prof", "mr", "mrs", "ms", "mx", "rev"})


def _words(name: str) -> list[str]:
    """The words of a name without titles ("Dr. Chidi Okafor"); all of them if nothing else is left."""
    words = name.split()
    kept = [word for word in words if word.rstrip(".").lower() not in HONORIFICS]
    return kept or words


def first_name(name: str) -> str:
    """The first word one may call them by; "" for an empty name."""
    return next(iter(_words(name)), "")


def initials(name: str) -> str:
    """One or two capital letters; "" for an empty name."""
    words = _words(name)
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
