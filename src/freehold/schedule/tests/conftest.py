"""Elm Street Therapy on Monday 23 November 2026, 1:59 pm in New York."""

import pytest
import time_machine
from django_vite.core.asset_loader import DjangoViteAssetLoader
from tests import world


@pytest.fixture(autouse=True)
def no_front_end(monkeypatch):
    """Pages name the assets they load; whether those are built is not what is tested here."""
    for name in ("generate_vite_asset", "generate_vite_asset_url"):
        monkeypatch.setattr(DjangoViteAssetLoader, name, lambda self, path, *app, **given: f"/built/{path}")


@pytest.fixture
def clock():
    """Stands still at the moment of the mockup until a test moves it."""
    with time_machine.travel(world.MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def elm(db, clock):
    return world.elm_street()


@pytest.fixture
def dana(elm):
    return world.window_of(elm.dana)


@pytest.fixture
def noor(elm):
    return world.window_of(elm.noor)


@pytest.fixture
def sam(elm):
    return world.window_of(elm.sam)


@pytest.fixture
def at_two(elm):
    """Dana and Sam at two, a minute from now."""
    return world.booked(elm.dana, elm.sam, "14:00")
