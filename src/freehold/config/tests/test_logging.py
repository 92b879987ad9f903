"""What reaches a log: event names, ids, numbers, kinds of exceptions and places in the code. No words."""

import json
import logging
import uuid
from io import StringIO
from types import SimpleNamespace

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as some

from freehold.config.logging import HIDDEN, LOGGING

WORDS = "Sam Okafor is afraid"


@pytest.fixture
def handler():
    """Writes as the processes do, into memory."""
    settings = dict(LOGGING["formatters"]["lines"])
    handler = logging.StreamHandler(StringIO())
    handler.setFormatter(settings.pop("()")(**settings))
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


@pytest.fixture
def lines(handler):
    """Log lines as they were written, parsed."""
    return lambda: [json.loads(line) for line in handler.stream.getvalue().splitlines()]


def fail():
    try:
        raise KeyError(WORDS)
    except KeyError as cause:
        raise ValueError(WORDS) from cause


class TestOurOwn:
    def test_ids_and_numbers_pass(self, lines):
        session = uuid.uuid4()
        structlog.get_logger("freehold.rooms").info("session.began", session=session, minutes=50, late=False)
        (line,) = lines()
        assert line["event"] == "session.began"
        assert (line["session"], line["minutes"], line["late"]) == (str(session), 50, False)
        assert line["level"] == "info"
        assert line["at"].endswith("Z")

    @given(value=some.text(alphabet="abc é@\n'", min_size=1).filter(lambda text: set(text) - set("abc")))
    def test_words_do_not(self, value):
        from freehold.config.logging import hide_words

        assert hide_words(None, "info", {"event": "x", "note": value})["note"] == HIDDEN

    @pytest.mark.parametrize("value", [{"name": WORDS}, [WORDS], b"Sam"], ids=["mapping", "list", "bytes"])
    def test_nor_what_may_hold_words(self, lines, value):
        structlog.get_logger("freehold.rooms").info("session.began", note=value)
        assert "Sam" not in json.dumps(lines())

    def test_an_exception_is_its_kind_and_place(self, lines):
        try:
            fail()
        except ValueError:
            structlog.get_logger("freehold.rooms").exception("session.failed")
        (line,) = lines()
        assert line["error"] == "builtins.ValueError"
        assert line["causes"] == ["builtins.KeyError"]
        assert line["where"][-1].startswith("src/freehold/config/tests/test_logging.py:")
        assert WORDS not in json.dumps(line)


class TestOtherPeoplesCode:
    def test_only_its_own_text_passes_with_numbers_filled_in(self, lines):
        logging.getLogger("smtp").error("%s refused %d of %d: %r", WORDS, 1, 2, WORDS)
        assert lines()[0]["event"] == f"{HIDDEN} refused 1 of 2: '{HIDDEN}'"

    def test_text_written_out_before_is_cut_where_it_was_filled_in(self, lines):
        logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: <Task {WORDS!r}>")
        assert lines()[0]["event"] == "Task exception was never retrieved"

    def test_an_exception_is_its_kind_and_place(self, lines):
        try:
            fail()
        except ValueError:
            logging.getLogger("somebody").exception("It failed")
        (line,) = lines()
        assert line["error"] == "builtins.ValueError"
        assert WORDS not in json.dumps(line)

    def test_a_request_is_named_by_its_route_never_its_address(self, lines):
        request = SimpleNamespace(method="GET", resolver_match=SimpleNamespace(route="link/<str:token>"))
        logging.getLogger("django.request").error(
            "%s: %s", "Internal Server Error", "/link/secret", extra={"request": request, "status_code": 500}
        )
        (line,) = lines()
        assert (line["event"], line["status"], line["route"]) == ("http.problem", 500, "link/<str:token>")
        assert "secret" not in json.dumps(line)

    def test_a_number_format_for_a_word_is_no_crash(self, lines, handler, monkeypatch):
        somebody = logging.getLogger("somebody")
        monkeypatch.setattr(somebody, "propagate", False)  # past pytest, which insists on formatting it
        monkeypatch.setattr(somebody, "handlers", [handler])
        somebody.error("%d left", WORDS)
        assert lines()[0]["event"] == "%d left"

    def test_a_line_that_cannot_be_written_is_not_printed_with_its_arguments(self):
        assert logging.raiseExceptions is False

    def test_something_that_is_no_text_is_named_by_its_kind(self, lines):
        logging.getLogger("somebody").error(ValueError(WORDS))
        assert lines()[0]["event"] == "ValueError"


class TestPaper:
    def test_a_style_that_paper_has_no_use_for_is_no_news(self, installation):
        process = installation.start(
            "-c",
            "import django, logging\n"
            "django.setup()\n"
            "import weasyprint\n"
            "weasyprint.LOGGER.warning('Ignored %s', 'hyphens')\n"
            "weasyprint.LOGGER.error('Failed to load a font')\n",
            stderr=-1,
        )
        _, said = process.communicate(timeout=60)
        (line,) = said.splitlines()
        assert json.loads(line)["event"] == "Failed to load a font"


class TestUncaught:
    def test_python_itself_prints_no_message(self, installation):
        process = installation.start(
            "-c",
            "from freehold.failures import hide_messages\n"
            "import threading\n"
            "hide_messages()\n"
            f"def fail(): raise ValueError({WORDS!r})\n"
            "thread = threading.Thread(target=fail); thread.start(); thread.join()\n"
            "class Late:\n"
            "    def __del__(self): fail()\n"
            "Late()\n"
            "fail()",
            stderr=-1,
        )
        _, said = process.communicate(timeout=60)
        assert process.returncode == 1
        assert said.count("builtins.ValueError") == 3
        assert "Okafor" not in said
