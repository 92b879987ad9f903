"""Whoever has the database in their hands cannot change the audit unseen: each way is found and named."""

import shutil

import pytest
from django.db import connection

from freehold import audit
from freehold.audit import access, actions, chain, places, verification
from freehold.audit.findings import Kind
from freehold.audit.models import AuditEvent, ChainHead, Checkpoint
from freehold.audit.notes import Signer
from freehold.audit.tests.conftest import intruder

pytestmark = pytest.mark.django_db


@pytest.fixture
def signed(ten_rows):
    """Ten rows, a checkpoint over all of them, and two rows after it."""
    actions.checkpoint()
    for _ in range(2):
        audit.record("note.read", who=None)


def named():
    """(kind, number) of everything that a verification finds."""
    return [(finding.kind, finding.number) for finding in verification.verify().findings]


def rehash(start=1):
    """What an intruder who knows our source does: make every hash fit again, from row `start` on."""
    rows = list(access.linked_rows())
    before = rows[start - 2].hash if start > 1 else chain.GENESIS.hex()
    with intruder() as cursor:
        for row in rows[start - 1 :]:
            hash = chain.link(bytes.fromhex(before), row.entry.canonical()).hex()
            cursor.execute(
                "UPDATE audit_auditevent SET previous = %s, hash = %s WHERE number = %s",
                [before, hash, row.entry.number],
            )
            before = hash
        cursor.execute("UPDATE audit_chainhead SET hash = %s, size = %s", [before, len(rows)])


class TestWhole:
    def test_nothing_is_found(self, signed):
        found = verification.verify()
        assert (found.is_well, found.rows, found.checkpoints, found.signed_rows) == (True, 12, 1, 10)
        assert found.remarks == []

    def test_an_empty_audit_is_whole(self, db):
        assert verification.verify().is_well

    def test_without_a_checkpoint_it_says_what_that_means(self, ten_rows):
        assert "cut tail would not be found" in verification.verify().remarks[0]

    def test_a_clock_moved_back_is_a_remark(self, db):
        import time_machine

        for at in ("2026-11-23T09:30:00Z", "2026-11-23T09:29:00Z"):
            with time_machine.travel(at, tick=False):
                audit.record("group.found", who=None)
        assert "60.000 s behind" in verification.verify().remarks[0]

    def test_what_is_written_meanwhile_is_no_finding(self, signed):
        audit.record("note.read", who=None)
        actions.checkpoint()
        audit.record("note.read", who=None)
        assert named() == []


class TestAltered:
    @pytest.mark.parametrize(
        ("column", "value"),
        [
            ("event", "note.sign"),
            ("who", "person:somebody-else"),
            ("what", "x"),
            ("whose", ""),
            ("address", "192.0.2.1"),
            ("sign_in", "x"),
            ("why", "x"),
            ("behind", 1),
            ("previous", "00" * 32),
            ("hash", "00" * 32),
            ("hash", "no hash"),
        ],
    )
    def test_a_changed_column_names_the_row(self, signed, column, value):
        with intruder() as cursor:
            cursor.execute(f"UPDATE audit_auditevent SET {column} = %s WHERE number = 4", [value])  # noqa: S608
        assert (Kind.ALTERED, 4) in named()
        assert {kind for kind, _ in named()} == {Kind.ALTERED}

    def test_a_microsecond_is_found(self, signed):
        row = AuditEvent.objects.get(number=4)
        with intruder() as cursor:
            at = row.at.replace(microsecond=(row.at.microsecond + 1) % 1_000_000)
            cursor.execute(
                "UPDATE audit_auditevent SET at = %s WHERE number = 4",
                [connection.ops.adapt_datetimefield_value(at)],
            )
        assert named() == [(Kind.ALTERED, 4)]

    def test_a_flipped_bit_of_the_reason_is_found(self, signed):
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'reason 2' WHERE number = 4")
        assert named() == [(Kind.ALTERED, 4)]

    def test_several_are_all_named(self, signed):
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'x' WHERE number IN (2, 7, 12)")
        assert named() == [(Kind.ALTERED, 2), (Kind.ALTERED, 7), (Kind.ALTERED, 12)]

    def test_one_that_was_hashed_again_is_given_away_by_the_next(self, signed):
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'x' WHERE number = 4")
        row = next(iter(access.linked_rows(after=3, up_to=4)))
        with intruder() as cursor:
            hash = chain.link(bytes.fromhex(row.previous), row.entry.canonical()).hex()
            cursor.execute("UPDATE audit_auditevent SET hash = %s WHERE number = 4", [hash])
        assert named() == [(Kind.ALTERED, 4)]

    def test_the_newest_row_hashed_again_does_not_fit_the_head(self, signed):
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'x' WHERE number = 12")
        row = next(iter(access.linked_rows(after=11)))
        with intruder() as cursor:
            hash = chain.link(bytes.fromhex(row.previous), row.entry.canonical()).hex()
            cursor.execute("UPDATE audit_auditevent SET hash = %s WHERE number = 12", [hash])
        assert named() == [(Kind.HEAD, 12)]


class TestMissingAndReordered:
    def test_a_deleted_row_is_named(self, signed):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number IN (4, 5)")
        found = verification.verify().findings
        assert [(one.kind, one.number) for one in found] == [(Kind.MISSING, 4)]
        assert "rows 4 to 5" in found[0].text

    def test_the_first_row_too(self, signed):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number = 1")
        assert named() == [(Kind.MISSING, 1)]

    def test_two_that_changed_places_are_named(self, signed):
        with intruder() as cursor:
            for statement in ("-1 WHERE number = 4", "4 WHERE number = 7", "7 WHERE number = -1"):
                cursor.execute(f"UPDATE audit_auditevent SET number = {statement}")  # noqa: S608
        found = verification.verify().findings
        assert {(one.kind, one.number) for one in found} == {(Kind.REORDERED, 4), (Kind.REORDERED, 7)}
        assert "what was row" in found[0].text

    def test_exchanged_words_are_named_too(self, signed):
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'swap' WHERE number = 4")
            cursor.execute(
                "UPDATE audit_auditevent SET why = 'reason 3', "
                "at = (SELECT at FROM audit_auditevent WHERE number = 4) WHERE number = 7"
            )
        assert (Kind.REORDERED, 7) in named()

    def test_an_added_row_after_the_end_is_named(self, signed):
        row = AuditEvent.objects.get(number=12)
        with intruder() as cursor:
            cursor.execute(
                "INSERT INTO audit_auditevent SELECT 13, event, who, what, whose, at, behind, address, "
                "sign_in, why, hash, hash FROM audit_auditevent WHERE number = 12"
            )
        assert named() == [(Kind.HEAD, 13)]
        assert row.number == 12


class TestTail:
    def test_a_tail_cut_after_a_checkpoint_is_found(self, signed):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number > 8")
        found = verification.verify().findings
        assert [(one.kind, one.number) for one in found] == [(Kind.TAIL_CUT, 9)]
        assert "after the checkpoint of" in found[0].text

    def test_also_when_the_head_was_set_back(self, signed):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number > 8")
        rehash()
        assert named() == [(Kind.TAIL_CUT, 9)]

    def test_a_tail_cut_before_it_was_signed_is_found_by_the_head(self, signed):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number > 10")
        assert named() == [(Kind.TAIL_CUT, 11)]

    def test_an_emptied_table_is_found(self, signed):
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent")
        assert named() == [(Kind.TAIL_CUT, 1)]

    def test_a_missing_head_is_found(self, signed):
        ChainHead.objects.all().delete()
        assert (Kind.HEAD, None) in named()


class TestRolledBack:
    def test_an_older_copy_of_the_whole_database_is_found(self, signed):
        """Rows, head and the database's own checkpoints are those of an earlier hour; all of them fit."""
        actions.checkpoint()
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number > 10")
            cursor.execute("DELETE FROM audit_checkpoint WHERE size > 10")
        rehash()
        found = verification.verify().findings
        assert [(one.kind, one.number) for one in found] == [(Kind.ROLLED_BACK, 12)]
        assert "ends at row 10, and 12 rows were signed" in found[0].text

    def test_an_empty_database_beside_checkpoints_is_found(self, signed):
        with intruder() as cursor:
            for table in ("auditevent", "chainhead", "checkpoint"):
                cursor.execute(f"DELETE FROM audit_{table}")  # noqa: S608
        assert named() == [(Kind.ROLLED_BACK, 10)]

    def test_a_database_that_was_set_back_and_went_on_is_found(self, signed):
        actions.checkpoint()
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number > 10")
            cursor.execute("DELETE FROM audit_checkpoint WHERE size > 10")
        rehash()
        for _ in range(5):
            audit.record("note.read", who=None)
        assert named() == [(Kind.REBUILT, 12)]

    def test_database_and_file_set_back_together_are_found_by_a_copy_kept_elsewhere(self, signed, tmp_path):
        early = places.checkpoint_file().read_text()
        actions.checkpoint()
        shutil.copy(places.checkpoint_file(), tmp_path / "kept")
        with intruder() as cursor:
            cursor.execute("DELETE FROM audit_auditevent WHERE number > 10")
            cursor.execute("DELETE FROM audit_checkpoint WHERE size > 10")
        rehash()
        places.checkpoint_file().write_text(early)
        assert named() == []
        found = verification.verify(checkpoint_file=tmp_path / "kept")
        assert [one.kind for one in found.findings] == [Kind.ROLLED_BACK]


class TestRebuilt:
    def test_a_chain_made_anew_over_altered_rows_is_found(self, signed):
        actions.checkpoint()
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'harmless' WHERE number = 11")
        rehash()
        found = verification.verify().findings
        assert [(one.kind, one.number) for one in found] == [(Kind.REBUILT, 12)]
        assert "rows 11 to 12" in found[0].text

    def test_also_with_the_databases_own_checkpoints_made_anew(self, signed):
        with intruder() as cursor:
            cursor.execute("UPDATE audit_auditevent SET why = 'harmless' WHERE number = 4")
            cursor.execute("UPDATE audit_checkpoint SET frontier = '', root = ''")
        rehash()
        assert named() == [(Kind.REBUILT, 10)]


class TestCheckpointFile:
    def test_a_changed_checkpoint_has_a_bad_signature(self, signed):
        path = places.checkpoint_file()
        path.write_text(path.read_text().replace("\n10\n", "\n9\n"))
        assert (Kind.BAD_SIGNATURE, 1) in named()

    def test_one_signed_by_another_key_has_a_bad_signature(self, signed):
        (note, *_) = places.checkpoint_file().read_text().split("\n\n")
        places.checkpoint_file().write_text(Signer.fresh(places.origin()).sign(note + "\n") + "\n")
        assert (Kind.BAD_SIGNATURE, 1) in named()

    def test_a_checkpoint_taken_out_is_found(self, signed):
        actions.checkpoint()
        path = places.checkpoint_file()
        path.write_text("\n\n".join(path.read_text().split("\n\n")[2:]))
        assert named() == [(Kind.CHECKPOINTS_CUT, 10)]

    def test_a_missing_file_is_found(self, signed):
        places.checkpoint_file().unlink()
        assert named() == [(Kind.CHECKPOINTS_CUT, None)]

    def test_an_unfinished_last_one_is_a_remark(self, signed):
        with places.checkpoint_file().open("a") as file:
            file.write("freehold/audit/x\n12\n")
        found = verification.verify()
        assert found.is_well
        assert "unfinished" in found.remarks[0]

    def test_without_any_key_it_cannot_be_checked(self, signed):
        places.key_file().unlink()
        assert verification.verify().is_well, "the public key lies beside the checkpoints"
        places.verifier_file().unlink()
        with pytest.raises(audit.errors.KeyUnusable, match="--key"):
            verification.verify()

    def test_checkpoints_of_the_database_agree(self, signed):
        assert [row.size for row in Checkpoint.objects.all()] == [10]
