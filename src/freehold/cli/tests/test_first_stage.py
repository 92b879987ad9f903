"""Which commands bring the development tools with them."""

import pytest

from freehold.cli.first_stage import needs_development_tools


@pytest.mark.parametrize(
    ("line", "needs"),
    [
        ("test", True),
        ("bench join --json", True),
        ("doctor --outside", True),
        ("doctor --data /srv/freehold --json --outside", True),
        ("doctor", False),
        ("doctor --verify proof.html", False),
        ("doctor --outside --help", False),
        ("test --help", False),
        ("up --name test", False),
        ("addresses audit --outside", False),
        ("", False),
    ],
)
def test_only_those_that_use_them(line, needs):
    assert needs_development_tools(line.split()) is needs
