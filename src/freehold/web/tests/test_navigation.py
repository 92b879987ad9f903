"""A frame offers what exists and what this person may open."""

from types import SimpleNamespace

import pytest
from django.test import RequestFactory

from freehold.web.context import PATIENT, PLAIN, STAFF, shell_for
from freehold.web.navigation import Destination, destinations

ALL = frozenset({"owner", "patient"})
LISTED = (
    Destination("/", "Today", "sun", ALL, also=("/appointments",)),
    Destination("/offline", "Offline", "wifi", ALL),
    Destination("/not-built-yet", "Later", "leaf", ALL),
    Destination("/health", "Health", "shield", frozenset({"owner"}), is_main=False),
)


def listed():
    return LISTED


def person(role: str) -> SimpleNamespace:
    return SimpleNamespace(role=role, is_staff_member=role != "patient")


def seen(role: str, path: str = "/") -> list[tuple[str, bool]]:
    return [
        (each.destination.label, each.is_current)
        for each in destinations(RequestFactory().get(path), person(role))
    ]


class TestDestinations:
    @pytest.fixture(autouse=True)
    def listed(self, settings):
        settings.NAVIGATION = f"{__name__}.listed"

    def test_a_page_that_does_not_exist_is_not_offered(self):
        assert "Later" not in dict(seen("owner"))

    def test_each_role_sees_its_own(self):
        assert "Health" in dict(seen("owner"))
        assert "Health" not in dict(seen("patient"))

    @pytest.mark.parametrize(
        ("path", "current"),
        [
            ("/", "Today"),
            ("/appointments/7", "Today"),
            ("/offline", "Offline"),
            ("/offlinemore", None),
            ("/other", None),
        ],
    )
    def test_the_page_one_is_on_is_marked(self, path, current):
        assert [label for label, is_current in seen("owner", path) if is_current] == (
            [current] if current else []
        )


class TestTheFrame:
    @pytest.mark.parametrize(
        ("who", "scope", "frame"),
        [
            (None, "", PLAIN),
            (person("owner"), "", STAFF),
            (person("patient"), "", PATIENT),
            (person("patient"), "session:7", PLAIN),
        ],
    )
    def test_is_the_one_for_whoever_asks(self, who, scope, frame):
        request = RequestFactory().get("/")
        request.person = who
        request.sign_in = SimpleNamespace(scope=scope) if who else None
        assert shell_for(request) == frame
