"""The room's script finds every sentence it asks for, and none is carried for nothing."""

import re
from pathlib import Path

import pytest
from django.utils import translation

from freehold.rooms.words import words

ROOM = Path(__file__).resolve().parents[4] / "frontend" / "room"
PLACES = {"name", "full", "time", "minutes", "phone", "count", "who"}


def asked_for() -> set[str]:
    listed = re.search(r"NAMES = \[(.*?)\] as const", (ROOM / "words.ts").read_text(), re.DOTALL)
    assert listed
    return set(re.findall(r'"(\w+)"', listed[1]))


def test_server_and_script_name_the_same_words() -> None:
    assert set(words()) == asked_for()


def test_every_word_is_shown_somewhere() -> None:
    sources = "".join(
        path.read_text()
        for path in ROOM.rglob("*.ts*")
        if path.name != "words.ts" and ".test." not in path.name
    )
    unused = {name for name in asked_for() if not re.search(rf"\b{name}\b", sources)}
    # Put together from a part and a state: `${device}_${status}`, `allow_${browser}`.
    built = {name for name in unused if re.match(r"(camera|microphone|allow)_", name)}
    assert unused - built == set()


@pytest.mark.parametrize("name", sorted(words()))
def test_a_sentence_says_something_and_has_only_known_places(name: str) -> None:
    sentence = words()[name]
    assert sentence.strip() == sentence != ""
    assert set(re.findall(r"{(\w*)}", sentence)) <= PLACES


def test_words_follow_the_readers_language() -> None:
    with translation.override("en"):
        assert words()["leave"] == "Leave"
