"""Every write of a domain app stands in its `actions.py`, inside an audited transaction."""

from pathlib import Path

import pytest

from tests.architecture.writes import writes

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = ("people", "addresses", "rooms", "schedule")


def modules_of(app: str) -> list[Path]:
    folder = ROOT / "src" / "freehold" / app
    return [
        path
        for path in sorted(folder.rglob("*.py"))
        if not {"migrations", "tests"} & set(path.relative_to(folder).parts)
    ]


def is_actions(path: Path) -> bool:
    return path.name == "actions.py" or path.parent.name == "actions"


class TestDomainApps:
    @pytest.mark.parametrize("app", DOMAIN)
    def test_no_module_but_actions_writes(self, app):
        found = [
            f"{path.relative_to(ROOT)}:{write.line} {write.call}"
            for path in modules_of(app)
            if not is_actions(path)
            for write in writes(path.read_text())
        ]
        assert not found, "move these writes into actions.py"

    @pytest.mark.parametrize("app", DOMAIN)
    def test_every_public_write_is_an_action(self, app):
        found = [
            f"{path.relative_to(ROOT)}:{write.line} {write.call} in {write.inside}"
            for path in modules_of(app)
            if is_actions(path)
            for write in writes(path.read_text())
            if not write.in_transaction
        ]
        assert not found, "put these under @audit.action or @audit.unaudited(why=…)"

    @pytest.mark.parametrize("app", DOMAIN)
    def test_the_rule_has_something_to_look_at(self, app):
        assert any(is_actions(path) for path in modules_of(app))


class TestTheRuleItself:
    @pytest.mark.parametrize(
        "line",
        [
            "appointment.save()",
            "Appointment.objects.create(minutes=50)",
            "Appointment.objects.filter(id=1).update(minutes=50)",
            "Appointment.objects.filter(id=1).update(**changes)",
            "Appointment.objects.filter(id=1).delete()",
            "Appointment.objects.bulk_create(rows)",
            "Appointment.objects.get_or_create(id=1)",
            "await appointment.asave()",
        ],
    )
    def test_it_sees_a_write(self, line):
        assert list(writes(f"async def view(request):\n    {line}\n"))

    @pytest.mark.parametrize(
        "line",
        [
            "digest.update(body)",
            "seen.update({1, 2})",
            "cache.delete('key')",
            "super().save(*args)",
            "rooms.actions.create_session(minutes=50)",
        ],
    )
    def test_it_lets_other_things_be(self, line):
        assert not list(writes(f"def view(request):\n    {line}\n"))

    @pytest.mark.parametrize(
        ("decorator", "allowed"), [("@audit.action", True), ("@unaudited(why='x')", True), ("@other", False)]
    )
    def test_it_knows_an_action_by_its_decorator(self, decorator, allowed):
        (write,) = writes(f"{decorator}\ndef book():\n    appointment.save()\n")
        assert write.in_transaction is allowed
        assert write.inside == "book"

    @pytest.mark.parametrize(
        ("function", "allowed"),
        [
            ("def _put(): appointment.save()", True),
            ('def put():\n    """Part of an action."""\n    appointment.save()', True),
            ("def put(): appointment.save()", False),
        ],
    )
    def test_it_knows_a_part_of_an_action(self, function, allowed):
        (write,) = writes(function)
        assert write.in_transaction is allowed
