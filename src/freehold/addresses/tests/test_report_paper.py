"""The report for people: HTML that travels alone, PDF, plain text."""

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pypdf
import pytest
import time_machine
from hypothesis import given, settings

from freehold.addresses import audit
from freehold.addresses.blocks import parse
from freehold.addresses.facts import Delegation, Expectations, Told
from freehold.addresses.report.floor_plan import Tone
from freehold.addresses.report.html import html
from freehold.addresses.report.pdf import pdf
from freehold.addresses.report.text import text
from freehold.addresses.report.view import view
from freehold.addresses.tests import any_facts, telling
from freehold.addresses.tests.telling import rules
from freehold.addresses.verdict import Verdict


@pytest.fixture
def clean():
    return audit.judge("185.10.20.0/24", telling.clean_facts(), rules())


@pytest.fixture
def reserved():
    told = telling.clean_facts()
    record = telling.record(status="reserved", country="ZZ", opaque_id=None, date=None)
    facts = replace(told, delegation=telling.delegation(record))
    return audit.judge("185.10.20.0/24", facts, rules())


@pytest.fixture
def unknown():
    return audit.judge("185.10.20.0/24", replace(telling.clean_facts(), sweep=telling.untold()), rules())


class Asked(HTMLParser):
    """What a browser would fetch, and code it would run."""

    def __init__(self, page):
        super().__init__()
        self.fetched, self.code = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.code += [tag] if tag == "script" else []
        for name, value in attrs:
            if name in ("src", "href", "srcset", "action", "data", "poster"):
                self.fetched.append(value)
            if name.startswith("on"):
                self.code.append(name)


class TestVerdict:
    def test_clean_stands_on_top_in_words(self, clean):
        assert clean.verdict is Verdict.CLEAN
        shown = view(clean)
        assert shown.headline == "Found clean"
        assert shown.to_do == ()
        assert shown.answered == shown.questions
        assert text(clean).splitlines()[3] == "FOUND CLEAN"

    def test_a_refusal_says_at_once_what_rules_it_out(self, reserved):
        assert reserved.verdict is Verdict.REFUSE
        shown = view(reserved)
        assert shown.headline == "Do not buy it"
        assert any("reserved" in sentence.lower() for sentence in shown.deal_breakers)
        assert shown.deal_breakers[0] in html(reserved)

    def test_what_could_not_be_asked_is_listed_and_is_not_clean(self, unknown):
        assert unknown.verdict is Verdict.INCOMPLETE
        shown = view(unknown)
        assert shown.headline == "Not proven clean yet"
        assert "It was not asked." in shown.unanswered
        assert shown.answered < shown.questions
        assert "It was not asked." in text(unknown)
        assert "It was not asked." in html(unknown)

    def test_an_owner_is_not_told_not_to_buy(self, reserved):
        facts = replace(reserved.facts, expects=Expectations(is_owned=True))
        shown = view(audit.judge("185.10.20.0/24", facts, rules()))
        assert "buy" not in shown.headline + shown.to_do_title
        assert "pay" not in shown.advice


class TestWords:
    def test_they_are_put_into_the_readers_language_one_by_one(self, unknown):
        asked = []

        def backwards(message):
            asked.append(message)
            return message

        view(unknown, backwards)
        assert {"Not proven clean yet", "November", "no answer"} <= set(asked)

    def test_lines_fit_a_narrow_terminal(self, unknown):
        long = max(text(unknown, width=60).splitlines(), key=len)
        assert len(long) <= 60


class TestHtml:
    def test_it_asks_no_other_host_and_runs_nothing(self, unknown):
        page = html(unknown)
        asked = Asked(page)
        assert asked.fetched == []
        assert asked.code == []
        assert all(url.startswith("data:font/woff2;base64,") for url in re.findall(r"url\((.*?)\)", page))
        assert "@import" not in page

    def test_names_from_outside_stay_names(self, clean):
        expects = Expectations(seller='<script>alert(1)</script>"&')
        facts = replace(clean.facts, expects=expects)
        page = html(audit.judge("185.10.20.0/24", facts, rules()))
        assert Asked(page).code == []
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page

    def test_every_source_stands_there_with_its_hash(self, clean):
        page = html(clean)
        assert "0" * 64 in page
        assert "1 November 2026" in page

    def test_it_needs_no_django_set_up(self):
        bare = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
        story = (
            "from freehold.addresses import audit\n"
            "from freehold.addresses.tests import telling\n"
            "from freehold.addresses.report.html import html\n"
            "assert 'Found clean' in html(audit.judge('x', telling.clean_facts(), telling.rules()))\n"
        )
        command = [sys.executable, "-c", story]
        environment = bare | {"PYTHONPATH": "src"}
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr

    @settings(max_examples=60, deadline=None)
    @given(any_facts.all_facts())
    def test_whatever_sources_say_it_is_a_page_and_the_same_again(self, told):
        report = audit.judge("typed", told, rules())
        assert html(report) == html(report)
        assert text(report)


class TestPdf:
    def test_it_opens_and_says_the_verdict_first(self, reserved):
        read = pypdf.PdfReader(io.BytesIO(pdf(reserved)))
        first = read.pages[0].extract_text()
        assert "185.10.20.0/24" in first
        assert "Do not buy it" in first
        assert "What to do before you pay" in first
        assert read.metadata.title == "185.10.20.0/24: Do not buy it"
        whole = "".join(page.extract_text() for page in read.pages)
        assert "delegated-ripencc" in whole
        assert f"{len(read.pages)} / {len(read.pages)}" in read.pages[-1].extract_text()

    def test_the_same_facts_give_the_same_bytes_whatever_the_clock_says(self, unknown):
        with time_machine.travel(date(2027, 1, 1)):
            one = pdf(unknown)
        with time_machine.travel(date(2031, 5, 6)):
            other = pdf(unknown)
        assert one == other

    def test_it_leaves_the_environment_as_it_was(self, clean, monkeypatch):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
        pdf(clean)
        assert os.environ["SOURCE_DATE_EPOCH"] == "1"

    def test_a_wide_block_fits_too(self):
        block = parse("41.0.0.0/8")
        told = replace(telling.clean_facts(), block=block, delegation=Told(Delegation((), frozenset())))
        read = pypdf.PdfReader(io.BytesIO(pdf(audit.judge("41.0.0.0/8", told, rules()))))
        assert "One room for every 65536 addresses." in read.pages[0].extract_text()


class TestWhatToDo:
    def test_questions_without_an_answer_ask_for_one_thing(self):
        untold = telling.untold()
        silent = replace(
            telling.clean_facts(),
            delegation=untold,
            transfers=untold,
            authorisations=untold,
            routing=untold,
            drop=untold,
            sweep=untold,
            reverse=untold,
        )
        [again] = [
            one for one in view(audit.judge("185.10.20.0/24", silent, rules())).to_do if "refresh" in one.text
        ]
        assert again.whose == "You"
        assert again.text == (
            "Fetch the tables (./freehold addresses refresh) and audit again where the network is allowed: "
            "7 questions had no answer (Who holds it? May it be sold? Who is authorised to announce it? "
            "Who announces it? Is it known as hijacked or run by criminals? "
            "Do block lists that mail servers ask name it? What names do its addresses have?)"
        )

    def test_one_question_is_one(self, unknown):
        [again] = view(unknown).to_do
        assert again.text.endswith(
            "one question had no answer (Do block lists that mail servers ask name it?)"
        )

    def test_the_gravest_comes_first(self):
        told = telling.clean_facts()
        facts = replace(
            told,
            delegation=telling.delegation(telling.record(status="reserved")),
            lists=telling.told((telling.hits("attackers", "185.10.20.7/32"),)),
            sweep=telling.untold(),
            locations=telling.told((telling.located("places", ("185.10.20.0/24", "DE")),)),
        )
        tones = [one.tone for one in view(audit.judge("185.10.20.0/24", facts, rules())).to_do]
        assert tones == sorted(tones, key=list(Tone).index)
        assert {Tone.REFUSE, Tone.BEFORE, Tone.UNKNOWN} <= set(tones)

    def test_a_name_that_ends_in_a_full_stop_has_one(self):
        for holder in ("Google Inc.", "Gogle Inc.", "Other B.V."):
            told = telling.clean_facts(
                registrations=telling.registrations(telling.registration(holder=holder)),
                expects=telling.expecting(seller="Google Inc."),
            )
            assert ".." not in text(audit.judge("185.10.20.0/24", told, rules())), holder
