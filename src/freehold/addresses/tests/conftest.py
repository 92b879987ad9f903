"""Elm Street's owner, Ilse, at her pages of addresses; nobody outside is asked."""

from decimal import Decimal

import pytest
import time_machine
from django_vite.core.asset_loader import DjangoViteAssetLoader

from freehold.addresses import actions, audit, auditing, reaching
from freehold.addresses.tests import telling


@pytest.fixture
def no_front_end(monkeypatch):
    """Pages name the assets they load; whether those are built is not what is tested here."""
    for name in ("generate_vite_asset", "generate_vite_asset_url"):
        monkeypatch.setattr(DjangoViteAssetLoader, name, lambda self, path, *app, **given: f"/built/{path}")


@pytest.fixture
def clock():
    from tests import world

    with time_machine.travel(world.MONDAY, tick=False) as clock:
        yield clock


@pytest.fixture
def elm(db, clock, no_front_end):
    from tests import world

    return world.elm_street()


class Desk:
    """A window in which somebody signs in anew for each page: however far a test moves the clock."""

    def __init__(self, person):
        self.person = person

    def get(self, *asked, **more):
        return self._window().get(*asked, **more)

    def post(self, *asked, **more):
        return self._window().post(*asked, **more)

    def _window(self):
        from tests import world

        return world.window_of(self.person)


@pytest.fixture
def ilse(elm):
    return Desk(elm.ilse)


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """The folder that audits read."""
    folder = tmp_path / "tables"
    folder.mkdir()
    monkeypatch.setattr(reaching, "tables_folder", lambda: folder)
    monkeypatch.setattr(reaching, "cache_folder", lambda: tmp_path / "cache")
    return folder


DETAILS = {
    "is_owned": False,
    "origin": None,
    "seller": "",
    "to_registry": "",
    "price": None,
    "watch_days": None,
}


@pytest.fixture
def listed(elm):
    """Put a block on the list."""

    def put(block=telling.BLOCK, **details):
        if "price" in details:
            details["price"] = Decimal(details["price"])
        return actions.add_block(block, by=elm.ilse, **(DETAILS | details))

    return put


@pytest.fixture
def audited(elm):
    """Write down an audit in which the sources told these facts."""

    def audited(block, told):
        report = audit.judge(str(block), told, telling.rules())
        found = auditing.found(report, block.price, is_printed=False)
        return actions.record_audit(block, found, by=elm.ilse)

    return audited
