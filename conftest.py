"""What every test of the project has."""

import os

import hypothesis
import pytest

pytest_plugins = ["freehold.audit.tests.emptying", "tests.installations"]

# Machines that run tests are busy: how long an example takes says nothing about whether it is right.
hypothesis.settings.register_profile("freehold", deadline=None)
hypothesis.settings.load_profile("freehold")

TOUCH_THE_DATABASE = {"db", "transactional_db", "live_server", "installation"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On the second database only those run again that touch one: to the others it is the same run twice."""
    if not os.environ.get("FREEHOLD_TEST_DATABASE_URL"):
        return
    again, same = [], []
    for item in items:
        used = TOUCH_THE_DATABASE.intersection(getattr(item, "fixturenames", ()))
        touches = used or item.get_closest_marker("django_db")
        (again if touches and not item.get_closest_marker("one_database") else same).append(item)
    if same:
        config.hook.pytest_deselected(items=same)
        items[:] = again
