"""A checkpoint is signed over what is there, goes on from the last, and is refused over a changed past."""

import stat

import pytest

from freehold import audit
from freehold.audit import actions, places, verification
from freehold.audit.checkpoints import split
from freehold.audit.errors import KeyUnusable, NotSigned
from freehold.audit.models import Checkpoint
from freehold.audit.tests.conftest import intruder

pytestmark = pytest.mark.django_db


def sizes():
    notes, _ = split(places.checkpoint_file().read_text())
    return [note.checked(places.verifier()).size for note in notes]


class TestSigning:
    def test_it_signs_how_many_rows_there_are(self, ten_rows):
        assert actions.checkpoint().size == 10
        assert sizes() == [10]
        assert Checkpoint.objects.get().size == 10

    def test_nothing_new_is_not_signed_again(self, ten_rows):
        actions.checkpoint()
        assert actions.checkpoint() is None
        assert sizes() == [10]

    def test_an_empty_audit_is_not_signed(self, db):
        assert actions.checkpoint() is None

    def test_it_reads_only_what_is_new(self, ten_rows, monkeypatch):
        actions.checkpoint()
        audit.record("note.read", who=None)
        asked = []
        rows = actions.linked_rows
        monkeypatch.setattr(actions, "linked_rows", lambda **given: asked.append(given) or rows(**given))
        actions.checkpoint()
        assert asked == [{"after": 10, "up_to": 11}]
        assert verification.verify().is_well

    def test_a_lost_frontier_is_made_again_from_the_rows(self, ten_rows):
        actions.checkpoint()
        Checkpoint.objects.update(frontier="spoiled")
        audit.record("note.read", who=None)
        assert actions.checkpoint().size == 11
        assert verification.verify().is_well

    def test_the_files_are_the_owners_and_the_public_key_is_public(self, ten_rows):
        actions.checkpoint()
        modes = {
            path: stat.S_IMODE(path.stat().st_mode) for path in (places.key_file(), places.checkpoint_file())
        }
        assert set(modes.values()) == {0o600}
        assert places.verifier_file().read_text().startswith("freehold/audit/")

    def test_a_crash_before_the_database_heard_of_it_is_no_finding(self, ten_rows):
        actions.checkpoint()
        audit.record("note.read", who=None)
        actions.checkpoint()
        Checkpoint.objects.filter(size=11).delete()
        assert verification.verify().is_well
        audit.record("note.read", who=None)
        assert actions.checkpoint().size == 12
        assert verification.verify().is_well

    def test_one_left_unfinished_by_a_power_cut_is_cut_off(self, ten_rows):
        actions.checkpoint()
        with places.checkpoint_file().open("a") as file:
            file.write("freehold/audit/x\n11\nAAAA\n\n— freeh")
        audit.record("note.read", who=None)
        actions.checkpoint()
        assert sizes() == [10, 11]


class TestRefusals:
    def test_over_fewer_rows_than_were_signed(self, ten_rows):
        actions.checkpoint()
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number > 8")
            cursor.execute("UPDATE audit_chainhead SET size = 8")
        with pytest.raises(NotSigned, match=r"10 rows were signed .* has 8.*audit verify"):
            actions.checkpoint()
        assert sizes() == [10]

    def test_over_a_missing_row(self, ten_rows):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number = 4")
        with pytest.raises(NotSigned, match="row 4 is missing"):
            actions.checkpoint()

    def test_over_a_cut_tail(self, ten_rows):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number = 10")
        with pytest.raises(NotSigned, match="row 10 is missing"):
            actions.checkpoint()

    def test_over_other_rows_than_were_signed(self, ten_rows):
        actions.checkpoint()
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'x' WHERE number = 4")
            cursor.execute("UPDATE audit_checkpoint SET frontier = ''")
        audit.record("note.read", who=None)
        with pytest.raises(NotSigned, match="not those that were signed"):
            actions.checkpoint()

    def test_after_the_file_was_taken_away(self, ten_rows):
        actions.checkpoint()
        places.checkpoint_file().unlink()
        audit.record("note.read", who=None)
        with pytest.raises(NotSigned, match="missing or empty"):
            actions.checkpoint()

    def test_after_a_forged_checkpoint(self, ten_rows):
        actions.checkpoint()
        path = places.checkpoint_file()
        path.write_text(path.read_text().replace("\n10\n", "\n2\n"))
        with pytest.raises(NotSigned, match="not good"):
            actions.checkpoint()

    def test_a_new_key_is_not_made_for_old_checkpoints(self, ten_rows):
        actions.checkpoint()
        places.key_file().unlink()
        audit.record("note.read", who=None)
        with pytest.raises(KeyUnusable, match="missing"):
            actions.checkpoint()
        assert not places.key_file().exists()

    def test_a_key_that_others_may_read_is_refused(self, ten_rows):
        actions.checkpoint()
        places.key_file().chmod(0o640)
        with pytest.raises(KeyUnusable, match="chmod 0600"):
            actions.checkpoint()

    def test_a_damaged_key_is_refused_without_showing_it(self, ten_rows):
        actions.checkpoint()
        text = places.key_file().read_text()
        places.key_file().write_text(text[:-10])
        with pytest.raises(KeyUnusable, match="damaged") as refused:
            actions.checkpoint()
        assert text[-40:-12] not in str(refused.value)
