"""`--from`: history from a day on. A table without a date is placed by its file's time, which is said."""

import os
from datetime import UTC, date, datetime

import pytest

from freehold.addresses import audit
from freehold.addresses.facts import Expectations
from freehold.addresses.findings import Check
from freehold.addresses.report import document

from .table_files import block, put, tables
from .telling import rules

BLOCK = block("1.0.0.0/24")


@pytest.fixture
def history(tmp_path):
    """The history in a report from three tables, two of which say no date; and what is said of routes."""
    names = {"rib_2026-09-16.csv": 1, "old": 2, "older": 3, "rib_2014-04-01.csv": 4}
    put(tmp_path, **{name: f"1.0.0.0/24,{origin}\n" for name, origin in names.items()})
    for name, year in (("old", 2020), ("older", 2010)):
        moment = datetime(year, 1, 1, tzinfo=UTC).timestamp()
        os.utime(tmp_path / name, (moment, moment))
    found = tables(tmp_path)

    def history(begin):
        facts = audit.from_tables(BLOCK, found, Expectations(history_from=begin))
        report = audit.judge(str(BLOCK), facts, rules())
        said = [str(one.summary) for one in report.findings if one.check is Check.ROUTING]
        return document.document(report)["routing"]["history"], said

    return history


def rows(told):
    return [(one["seen_on"], one["file_day"], one["origins"]) for one in told]


def test_without_a_day_all_of_it_and_which_say_no_date(history):
    told, said = history(None)
    assert rows(told) == [
        (None, "2010-01-01", [3]),
        ("2014-04-01", None, [4]),
        (None, "2020-01-01", [2]),
    ]
    assert any("count by the time of their file: 2 (2010-01-01, 2020-01-01)" in one for one in said)
    assert not any("left aside" in one for one in said)


def test_from_a_day_on_and_what_was_left_aside(history):
    told, said = history(date(2013, 1, 1))
    assert rows(told) == [("2014-04-01", None, [4]), (None, "2020-01-01", [2])]
    assert any("left aside, as older than the day you named: 1 (2010-01-01)" in one for one in said)
    assert any("by the time of their file only: 1." in one for one in said)


def test_all_of_it_left_aside_is_said_too(history):
    told, said = history(date(2026, 1, 1))
    assert told == []
    assert any("left aside, as older than the day you named: 3" in one for one in said)
