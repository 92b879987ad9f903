"""Spamhaus DROP in the form it had before JSON, as it lies about on many machines."""

import pytest

from freehold.addresses.facts import Told, Untold

from . import table_files as files
from .table_files import block, packed, tables

TEXT = """\
; Spamhaus DROP List 2024/04/09 - (c) 2024 The Spamhaus Project SLU
; https://www.spamhaus.org/drop/drop.txt
; Last-Modified: Tue, 09 Apr 2024 11:02:33 GMT
; Expires: Tue, 09 Apr 2024 13:25:14 GMT
1.10.16.0/20 ; SBL256894
1.19.0.0/16 ; SBL434604
"""
EXTENDED = TEXT.replace("DROP List", "EDROP List").replace("1.10.16.0/20", "2.59.200.0/22")


def told(answer):
    assert isinstance(answer, Told), answer
    return answer.value.entries


@pytest.mark.parametrize(
    "content",
    [TEXT, packed(TEXT), TEXT.replace("\n", "\r\n"), TEXT.replace("\n", "\r"), TEXT.rstrip()],
)
def test_it_is_known_by_its_rows_whatever_it_is_called(tmp_path, content):
    found = tables(tmp_path, some__list=content)
    answer = found.drop(block("1.10.20.0/24"))
    assert told(answer) == ({"cidr": "1.10.16.0/20", "sblid": "SBL256894"},)
    assert [(one.name, one.fetched_at) for one in answer.sources] == [("drop", "2024-04-09T11:02:33Z")]
    assert told(found.drop(block("193.0.0.0/24"))) == ()
    assert isinstance(found.lists(block("1.10.20.0/24")), Untold)


def test_of_text_and_json_the_newer_counts(tmp_path):
    found = tables(tmp_path, drop__txt=TEXT, drop__json=files.drop())
    assert told(found.drop(block("1.10.20.0/24"))) == ()
    assert len(told(found.drop(block("2.57.232.0/24")))) == 2


def test_its_extension_adds_to_it_and_never_takes_its_place(tmp_path):
    newer = EXTENDED.replace("09 Apr 2024 11", "10 Apr 2024 11")
    found = tables(tmp_path, drop__txt=TEXT, edrop__txt=newer)
    assert [one["sblid"] for one in told(found.drop(block("1.10.16.0/24")))] == ["SBL256894"]
    assert [one["cidr"] for one in told(found.drop(block("2.59.200.0/24")))] == ["2.59.200.0/22"]


def test_its_extension_alone_clears_nobody(tmp_path):
    found = tables(tmp_path, edrop__txt=EXTENDED)
    assert len(told(found.drop(block("2.59.200.0/24")))) == 1
    assert isinstance(found.drop(block("193.0.0.0/24")), Untold)


@pytest.mark.parametrize("end", ["1.32.128.0/18 ; SB", "1.32.128.0/18", "1.32.1", "1.32.128.1/18 ; SBL1"])
def test_a_row_that_is_cut_off_or_none_spoils_the_file(tmp_path, end):
    found = tables(tmp_path, drop__txt=TEXT + end)
    answer = found.drop(block("193.0.0.0/24"))
    assert isinstance(answer, Untold)
    assert "a row cannot be read" in str(answer.reason)


def test_of_ipv6_only_it_is_of_no_use(tmp_path):
    found = tables(tmp_path, dropv6__txt="; Spamhaus DROPv6 List\n2001:db8::/32 ; SBL1\n")
    assert isinstance(found.drop(block("193.0.0.0/24")), Untold)
    assert not found.problems
