"""The one page: the same facts give the same bytes, and nobody changes one of them unseen."""

import json
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from freehold.audit.notes import Signer
from freehold.cli.doctor.finding import warn
from freehold.cli.doctor.outside import page, sealing
from freehold.cli.doctor.outside.evidence import Evidence
from freehold.cli.doctor.outside.proof import SCHEMA, document, proof
from freehold.cli.doctor.outside.sealing import Broken, Kind, NotSealed

from .evidence import CERTIFICATE, MAKER, NAME, WELL, logged

AT = "2026-11-26T01:30:00+00:00"
SIGNER = Signer.fresh("freehold/audit/1a2b3c4d")
CLOCK = warn("clock", "no time service keeps it right", "Codes stop working.", "apt-get install x")


def made(seen: Evidence = WELL):
    return proof(MAKER, seen, [CLOCK])


def sealed(body: bytes, kind: Kind = Kind.TEXT) -> bytes:
    return sealing.seal(body, kind, SIGNER, installation="1a2b3c4d", at=AT)


@pytest.fixture(scope="module", params=list(Kind))
def kind(request):
    if request.param is Kind.PDF:
        pytest.importorskip("weasyprint", reason="NOT PROVEN HERE: no Pango", exc_type=OSError)
    return request.param


@pytest.fixture(scope="module")
def whole(kind):
    return sealed(page.made_as(kind, made()), kind)


class TestThePage:
    def test_the_same_facts_give_the_same_bytes(self, kind):
        assert page.made_as(kind, made()) == page.made_as(kind, made())

    @pytest.mark.parametrize("kind", [Kind.HTML, Kind.TEXT])
    def test_it_says_what_was_found_and_what_it_does_not_show(self, kind):
        text = " ".join(page.made_as(kind, made()).decode().split())
        for said in ("Elm Street Therapy", "26 November 2026, 01:30 UTC", NAME, "What this does not show"):
            assert said in text
        assert ("Everything stayed on" in text) or ("EVERYTHING STAYED ON" in text)

    def test_what_was_not_proved_is_not_called_proved(self):
        text = page.text(made(replace(WELL, walk=logged(sockets={"192.0.2.66"}))))
        assert "SOMETHING WENT ELSEWHERE" in text
        assert "192.0.2.66" in text
        assert "EVERYTHING STAYED" not in text

    def test_what_to_type_is_for_the_owner_only(self):
        assert "apt-get" not in page.text(made())

    def test_the_page_asks_nobody_for_anything(self):
        body = page.html(made())
        assert re.findall(r"""(?:src|href)\s*=|url\((?!data:)""", body) == []

    def test_its_facts_are_whole_and_cannot_end_their_script(self):
        seen = replace(WELL, certificates=(replace(CERTIFICATE, issuer="</script><b>"),))
        body = page.html(made(seen))
        facts = re.search(r'<script type="application/json" id="facts">(.*?)</script>', body, re.DOTALL)
        assert facts
        read = json.loads(facts.group(1))
        assert read["schema"] == SCHEMA
        assert read["certificates"][0]["issuer"] == "</script><b>"

    def test_on_paper_it_is_one_page(self, tmp_path):
        pytest.importorskip("weasyprint", reason="NOT PROVEN HERE: no Pango", exc_type=OSError)
        file = tmp_path / "proof.pdf"
        file.write_bytes(sealed(page.made_as(Kind.PDF, made()), Kind.PDF))
        reader = PdfReader(file, strict=True)
        assert len(reader.pages) == 1
        assert "Elm Street Therapy" in reader.pages[0].extract_text()

    def test_the_document_is_json_in_one_order(self):
        assert json.dumps(document(made())) == json.dumps(document(made()))


class TestTheSignature:
    def test_it_holds(self, whole, kind):
        statement = sealing.check(whole, SIGNER.verifier)
        assert (statement.installation, statement.at, statement.kind) == ("1a2b3c4d", AT, kind)
        assert sealing.signed_by(whole) == SIGNER.name

    def test_the_same_facts_are_signed_alike(self, whole, kind):
        assert sealed(page.made_as(kind, made()), kind) == whole

    def test_another_word_in_the_page_is_noticed(self, whole):
        middle = len(whole) // 2
        changed = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        with pytest.raises(Broken):
            sealing.check(changed, SIGNER.verifier)

    def test_another_key_of_the_same_name_is_noticed(self, whole):
        with pytest.raises(Broken):
            sealing.check(whole, Signer.fresh(SIGNER.name).verifier)

    def test_a_signature_of_another_page_is_noticed(self, whole, kind):
        begin = sealing.MARKS[kind][0]
        other = sealed(b"another page\n", kind)
        moved = whole[: whole.rindex(begin)] + other[other.rindex(begin) :]
        with pytest.raises(Broken):
            sealing.check(moved, SIGNER.verifier)

    def test_a_page_without_one_is_refused(self, kind):
        with pytest.raises(NotSealed):
            sealing.check(page.made_as(kind, made()), SIGNER.verifier)

    def test_a_checkpoint_of_the_audit_is_no_proof(self):
        note = SIGNER.sign(f"freehold/audit/1a2b3c4d\n7\nAAAA\nat {AT}\n")
        begin, _prefix, end = sealing.MARKS[Kind.TEXT]
        with pytest.raises(NotSealed):
            sealing.check(b"words\n" + begin + note.encode() + end, SIGNER.verifier)


SHORT = sealed(b"Everything stayed here.\n")


@given(st.integers(0, len(SHORT) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed_unseen(at, by):
    changed = SHORT[:at] + bytes([SHORT[at] ^ by]) + SHORT[at + 1 :]
    with pytest.raises((Broken, NotSealed)):
        sealing.check(changed, SIGNER.verifier)


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_nothing_can_be_added_unseen(before, after):
    if before or after:
        with pytest.raises((Broken, NotSealed)):
            sealing.check(before + SHORT + after, SIGNER.verifier)


@given(st.binary(max_size=300), st.sampled_from(list(Kind)))
def test_any_content_can_be_signed(body, kind):
    sealing.check(sealed(body, kind), SIGNER.verifier)
