"""A page costs the same however many patients and sessions a practice has: no query per row."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests import world

from freehold.cli.demo_large import build_large
from freehold.vault import keyring

BEFORE_NINE = world.MONDAY.replace(hour=13)
"""Eight in the morning: every session of the day is still to come."""

PAGES = {"/": 13, "/today": 12, "/appointments": 11, "/appointments/new": 14, "/patients": 10}
"""Statements of one request, those of signing-in state, audit and keys included."""


@pytest.fixture
def large(db):
    with time_machine.travel(BEFORE_NINE, tick=False):
        yield build_large(days=1)


def statements(person, path: str) -> list[str]:
    """Those of one request with no key opened yet: the first page after a restart."""
    window = world.window_of(person)
    keyring.forget_opened_keys()
    with CaptureQueriesContext(connection) as captured:
        assert window.get(path).status_code == 200
    kinds = ("SELECT", "INSERT", "UPDATE", "DELETE")
    return [query["sql"] for query in captured if query["sql"].startswith(kinds)]


def test_pages_of_two_hundred_patients(large):
    owner, clinician, *_ = large
    for path, most in PAGES.items():
        for person in (clinician, owner):
            found = statements(person, path)
            assert len(found) <= most, f"{path} of the {person.role}:\n" + "\n".join(found)


def test_home_of_a_patient(large):
    patient = large[1].appointments_led.first().patient
    found = statements(patient, "/")
    assert len(found) <= 13, "\n".join(found)


def test_the_page_about_a_patient(large):
    """As much for many sessions as for one."""
    owner, clinician, *_ = large
    patient = clinician.appointments_led.first().patient
    for reader, most in ((clinician, 19), (owner, 20)):
        found = statements(reader, f"/patients/{patient.id}")
        assert len(found) <= most, f"of the {reader.role}:\n" + "\n".join(found)


def test_a_list_reads_no_more_of_people_than_their_names(large):
    """Two people stand in every row of a calendar, and most of each of them is other sealed cells."""
    for path in ("/", "/appointments"):
        (listed,) = (
            sql for sql in statements(large[0], path) if '"schedule_appointment"."starts_at" <' in sql
        )
        assert '"name"' in listed
        assert not any(f'"{column}"' in listed for column in ("email", "phone", "password", "pronouns"))
