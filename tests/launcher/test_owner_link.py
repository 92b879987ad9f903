"""`./freehold owner-link`: who may run commands here lets a locked-out owner in, and that is on record."""

import pytest

from tests.launcher.commands import REAL_PRACTICE, freehold, in_django

pytestmark = pytest.mark.stack


class TestOwnerLink:
    def test_it_prints_a_link_to_where_it_runs(self, run, data):
        in_django(REAL_PRACTICE, data=data)
        product = run()
        assert product.setup_link is None
        done = freehold("owner-link", data=data)
        assert done.returncode == 0
        name, link = done.stdout.strip().rsplit(maxsplit=1)
        assert name == "Ilse Baum"
        assert link.startswith(product.url.replace("127.0.0.1", "localhost") + "/link/")

    def test_it_stands_in_the_audit(self, data):
        in_django(REAL_PRACTICE, data=data)
        freehold("owner-link", data=data)
        assert "link.create owner_reset" in in_django(EVENTS, data=data)

    def test_without_an_owner_it_says_what_to_do(self, data):
        done = freehold("owner-link", data=data)
        assert done.returncode == 2
        assert done.stdout == ""
        assert "./freehold up" in done.stderr

    @pytest.mark.parametrize(
        ("command", "code"),
        [
            (("owner-link",), 73),
            (("audit", "verify"), 2),
            (("keys", "where"), 73),
            (("addresses", "watch", "--once"), 73),
        ],
    )
    def test_in_a_mistyped_folder_each_such_command_says_so_and_makes_nothing(self, tmp_path, command, code):
        done = freehold(*command, data=tmp_path / "none")
        assert done.returncode == code
        assert "none holds no practice. Start one: ./freehold up" in done.stderr
        assert not (tmp_path / "none").exists()


EVENTS = """
from freehold.audit.models import AuditEvent
for row in AuditEvent.objects.all():
    print(row.event, row.why)
"""
