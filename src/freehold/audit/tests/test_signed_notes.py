"""Signed notes as C2SP and Go write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from freehold.audit.checkpoints import SignedSize, split
from freehold.audit.notes import BadNote, Signer, Verifier

# The example of golang.org/x/mod/sumdb/note.
GO_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
GO_PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
)
GO_NOTE = (
    GO_TEXT + "\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


class TestGo:
    def test_its_note_is_verified(self):
        assert Verifier.parse(GO_PUBLIC).is_signed(GO_TEXT, GO_NOTE[len(GO_TEXT) + 1 :])

    def test_its_key_signs_the_same_note(self):
        signer = Signer.parse(GO_PRIVATE)
        assert str(signer.verifier) == GO_PUBLIC
        assert signer.sign(GO_TEXT) == GO_NOTE
        assert signer.text() == GO_PRIVATE


class TestSignature:
    @given(st.data())
    def test_any_changed_character_is_found(self, data):
        at = data.draw(st.integers(0, len(GO_TEXT) - 1))
        changed = GO_TEXT[:at] + chr(ord(GO_TEXT[at]) ^ 1) + GO_TEXT[at + 1 :]
        assert not Verifier.parse(GO_PUBLIC).is_signed(changed, GO_NOTE[len(GO_TEXT) + 1 :])

    @given(st.text(max_size=200))
    def test_junk_is_no_signature(self, junk):
        assert not Verifier.parse(GO_PUBLIC).is_signed(GO_TEXT, junk)

    def test_another_key_of_the_same_name_is_refused(self):
        other = Signer.fresh("PeterNeumann")
        assert not other.verifier.is_signed(GO_TEXT, GO_NOTE[len(GO_TEXT) + 1 :])

    @pytest.mark.parametrize("text", ["no newline", "an\n\nempty line\n", ""])
    def test_a_text_that_would_be_read_otherwise_is_not_signed(self, text):
        with pytest.raises(BadNote):
            Signer.fresh("x").sign(text)


class TestKeys:
    def test_a_private_key_shows_nothing(self):
        assert "AYEKFA" not in repr(Signer.parse(GO_PRIVATE))

    @pytest.mark.parametrize(
        "text", ["", "x", GO_PUBLIC, GO_PRIVATE[:-4], GO_PRIVATE.replace("c74f", "c74e")]
    )
    def test_a_damaged_private_key_is_none(self, text):
        assert Signer.parse(text) is None

    @pytest.mark.parametrize(
        "text", ["", "a+b+c", GO_PUBLIC[:-4], GO_PUBLIC.replace("c74f", "c74e"), GO_PRIVATE]
    )
    def test_a_damaged_public_key_is_refused(self, text):
        with pytest.raises(BadNote):
            Verifier.parse(text)


class TestFile:
    sizes = st.lists(st.integers(0, 10**9), max_size=5)

    @given(sizes, st.text(st.sampled_from("ab —\n"), max_size=12))
    def test_what_is_complete_is_read_and_what_is_not_is_left(self, sizes, rest):
        signer = Signer.fresh("freehold/audit/test")
        signed = [SignedSize("freehold/audit/test", size, bytes(32), "2026") for size in sizes]
        whole = "".join(signer.sign(one.text()) + "\n" for one in signed)
        unfinished = rest.replace("\n\n", "\n")
        notes, end = split(whole + unfinished)
        assert [note.checked(signer.verifier) for note in notes[: len(signed)]] == signed
        assert (len(notes), end) == (len(signed), len(whole))

    @pytest.mark.parametrize(
        "text",
        ["", "a\n", "a\n1\n!\nat x\n", "a\nx\nAAAA\nat x\n", "a\n01\nAAAA\nat x\n", "a\n1\nAAAA\nat x\nb\n"],
    )
    def test_other_texts_are_no_checkpoints(self, text):
        with pytest.raises(BadNote):
            SignedSize.parse(text)
