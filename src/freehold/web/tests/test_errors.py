"""Pages for what went wrong, as Django calls them."""

import pytest
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, IntegrityError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from freehold.config import urls
from freehold.web import errors


def raises(problem: Exception):
    def view(request: HttpRequest) -> HttpResponse:
        raise problem

    view.__module__ = "freehold.web.tests"
    return view


PROBLEMS = {
    "bug": ZeroDivisionError("the patient is called Sam"),
    "locked": OperationalError("database is locked"),
    "full": OperationalError("database or disk is full"),
    "no-space": OSError(28, "No space left on device"),
    "integrity": IntegrityError("UNIQUE constraint failed: Sam"),
    "large": RequestDataTooBig(),
    "odd": SuspiciousOperation("Sam"),
}
urlpatterns = [
    *urls.urlpatterns,
    *(path(f"test-{name}", raises(problem)) for name, problem in PROBLEMS.items()),
]
handler400, handler403, handler404, handler500 = (
    errors.handler400,
    errors.handler403,
    errors.handler404,
    errors.handler500,
)


@pytest.fixture
def visitor():
    with override_settings(ROOT_URLCONF=__name__):
        yield Client(raise_request_exception=False)


@pytest.mark.django_db
class TestAPageForTrouble:
    @pytest.mark.parametrize(
        ("name", "status", "words"),
        [
            ("bug", 500, "Something went wrong on our side"),
            ("integrity", 500, "Something went wrong on our side"),
            ("locked", 503, "One moment, please"),
            ("full", 503, "We cannot save anything right now"),
            ("no-space", 503, "We cannot save anything right now"),
            ("large", 413, "That was too large"),
            ("odd", 400, "We could not read that"),
            ("absent", 404, "This page cannot be found"),
        ],
    )
    def test_says_what_happened_and_shows_no_detail(self, visitor, name, status, words):
        answer = visitor.get(f"/test-{name}")
        text = answer.content.decode()
        assert answer.status_code == status
        assert words in text
        assert "Sam" not in text
        assert "Traceback" not in text

    def test_busy_asks_to_come_back(self, visitor):
        assert visitor.get("/test-locked")["Retry-After"]

    def test_a_script_gets_a_word_instead_of_a_page(self, visitor):
        answer = visitor.get("/test-locked", headers={"Accept": "application/json"})
        assert answer.json() == {"problem": "503_busy"}

    def test_carries_the_same_protection_as_every_page(self, visitor):
        answer = visitor.get("/test-bug")
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert answer["Cache-Control"] == "private, no-store"


class TestWithoutDatabaseAndSession:
    """No `django_db` mark: any query fails these tests."""

    @pytest.mark.parametrize(
        "name", ["400", "403", "403_csrf", "404", "413", "500", "503", "503_busy", "503_full", "offline"]
    )
    def test_every_error_page_renders(self, name):
        request = RequestFactory().get("/")
        text = errors.page(request, name, 500).content.decode()
        assert "<h1>" in text
        assert "/help-now" in text

    def test_a_foreign_form_is_refused_kindly(self):
        assert "This page had grown old" in errors.csrf_refused(RequestFactory().post("/")).content.decode()

    def test_the_choice_of_light_or_dark_still_holds(self, settings):
        request = RequestFactory().get("/")
        request.COOKIES[settings.APPEARANCE_COOKIE_NAME] = "dark"
        assert 'data-theme="dark"' in errors.page(request, "500", 500).content.decode()


class TestTrouble:
    @pytest.mark.parametrize(
        ("problem", "page"),
        [
            (OperationalError("unable to open database file"), "503_busy"),
            (OperationalError("server closed the connection unexpectedly"), "503_busy"),
            (DatabaseError("disk I/O error"), "503_full"),
            (ConnectionResetError(), None),
            (ValueError(), None),
            (None, None),
        ],
    )
    def test_is_told_from_our_own_faults(self, problem, page):
        assert errors.trouble(problem) == page
