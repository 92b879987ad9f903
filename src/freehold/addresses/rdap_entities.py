"""Who holds a network, told from the `entities` (RFC 9083 section 5.1) in its RDAP JSON. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from .findings import JsonValue

Json = Mapping[str, JsonValue]

LONGEST = 300
"""Characters kept of any one text that a server wrote."""

DEEPEST = 4
"""Entities inside entities that are looked at."""


def holder(document: Json) -> tuple[str | None, str | None]:
    """Name and handle of the organisation that holds a network.

    The registrant, organisations first; where a registry gives no roles, an organisation without one; last a
    registrant inside another entity. Maintainers (who may edit the record) and names that only repeat the
    handle are no answer: then the name is None, and the handle may be known still.
    """
    entities = list(_entities(document))
    registrants = [entity for entity in entities if "registrant" in _roles(entity)]
    unnamed = [entity for entity in entities if not _roles(entity) and _kind(entity) == "org"]
    nested = [
        entity
        for outer in entities
        for entity in _entities(outer, deep=True)
        if "registrant" in _roles(entity)
    ]
    ranked = [*sorted(registrants, key=_rank), *unnamed, *sorted(nested, key=_rank)]
    candidates = [entity for entity in ranked if not _is_maintainer(entity)]
    for entity in candidates:
        name = _name(entity)
        if name:
            return name, clean(entity.get("handle")) or None
    handles = [clean(entity.get("handle")) for entity in candidates]
    return None, next((handle for handle in handles if handle), None)


def _rank(entity: Json) -> int:
    if _kind(entity) == "org" or clean(entity.get("handle")).upper().startswith("ORG-"):
        return 0
    return 1 if _property(entity, "org") else 2


def _name(entity: Json) -> str | None:
    names = [_property(entity, "fn"), _property(entity, "org")]
    if _kind(entity) not in ("org", ""):
        names.reverse()
    handle = clean(entity.get("handle")).upper()
    return next((name for name in names if name and name.upper() != handle), None)


def _kind(entity: Json) -> str:
    return _property(entity, "kind").lower()


def _is_maintainer(entity: Json) -> bool:
    handle = clean(entity.get("handle")).upper()
    return handle.startswith("MNT-") or handle.endswith(("-MNT", "-MAINT"))


def _property(entity: Json, name: str) -> str:
    """Of a jCard (RFC 7095): `["vcard", [[name, parameters, type, value, …], …]]`. Empty if it has none."""
    card = entity.get("vcardArray")
    if not isinstance(card, list) or len(card) != 2 or not isinstance(card[1], list):
        return ""
    for entry in card[1]:
        if isinstance(entry, list) and len(entry) >= 4 and entry[0] == name:
            value = entry[3]
            parts = value if isinstance(value, list) else [value]
            text = ", ".join(part for part in map(clean, parts) if part)
            if text:
                return text
    return ""


def _roles(entity: Json) -> tuple[str, ...]:
    return tuple(role.lower() for role in strings(entity, "roles"))


def _entities(document: Json, *, deep: bool = False, depth: int = 1) -> Iterator[Json]:
    for entity in objects(document, "entities"):
        yield entity
        if deep and depth < DEEPEST:
            yield from _entities(entity, deep=True, depth=depth + 1)


def objects(document: Json, name: str) -> Sequence[Json]:
    """The JSON objects in the list of that name; what else is in it is passed over."""
    values = document.get(name)
    return [value for value in values if isinstance(value, dict)] if isinstance(values, list) else []


def strings(document: Json, name: str) -> tuple[str, ...]:
    """The texts in the list of that name, or the one text that stands there instead."""
    values = document.get(name)
    listed = values if isinstance(values, list) else [values]
    return tuple(text for text in map(clean, listed) if text)


def clean(value: JsonValue, longest: int = LONGEST) -> str:
    """One line of printable characters; empty for what is no text or whole number."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    line = " ".join(str(value)[: longest * 2].split())
    return "".join(character for character in line if character.isprintable())[:longest]
