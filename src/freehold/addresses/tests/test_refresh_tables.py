"""Tables are fetched anew; whatever a publisher's server does, a good table never gives way to a bad one."""

import asyncio
import gzip
import hashlib
import json
import os
from contextlib import suppress
from datetime import timedelta

import msgspec
import pytest
from aiohttp import web

from freehold.addresses import downloading, downloads, table_sources
from freehold.addresses.downloads import State, UnknownSource
from freehold.addresses.table_sources import TableSource
from freehold.addresses.tables import labels, read_folder
from freehold.addresses.tables.parsed import Kind

from . import table_files
from .file_server import Publisher, md5
from .rdap_server import bootstrap_of
from .web_server import Clock, serving

ROWS = [f"afrinic|ZA|ipv4|41.{n >> 8}.{n & 255}.0|256|20100827|allocated|F36E8561" for n in range(200)]
DELEGATED = table_files.delegated(ROWS)
NEWER = table_files.delegated(ROWS, day="20260419")
HTML = "<!doctype html><html><title>Please accept cookies</title></html>"


class Practice:
    """A folder of tables, and somebody who refreshes one of them again and again."""

    def __init__(self, folder, *, path="latest", **changes):
        self.folder = folder
        self.path = path
        self.clock = Clock()
        self.told = []
        given = {
            "title": "AFRINIC",
            "file": "delegated-afrinic.txt",
            "kind": "delegated",
            "licence": "none stated",
            "keeper": "https://afrinic.net/stats",
        }
        self.given = given | changes

    @property
    def table(self):
        return self.folder / self.given["file"]

    @property
    def record(self):
        return json.loads(self.table.with_name(self.table.name + ".meta.json").read_text())

    def refresh(self, publisher, *, later=timedelta(hours=2)):
        """The outcome, and the requests made."""
        (outcome,), requests = self.refreshes(publisher, later=later)
        return outcome, requests

    def refreshes(self, *publishers, later=timedelta(hours=2), between=lambda: None):
        """One refresh from each, all at the same address: outcomes, and the requests made."""

        async def story():
            there = []

            async def handler(request):
                return await there[-1](request)

            outcomes = []
            async with serving(handler) as server:
                source = TableSource(**{**self.given, "url": server.url + self.path})
                for publisher in publishers:
                    if there:
                        between()
                    there.append(publisher)
                    self.clock.at += later
                    outcomes += await downloads.refresh(
                        self.folder,
                        {"delegated-afrinic": source},
                        progress=lambda *told: self.told.append(told),
                        now=self.clock.now,
                        sleep=self.clock.sleep,
                        allow_http=True,
                    )
                return outcomes, server.requests

        return asyncio.run(story())


@pytest.fixture
def practice(tmp_path):
    return Practice(tmp_path / "tables")


class TestFetched:
    def test_the_table_and_its_record_are_there(self, practice):
        outcome, _requests = practice.refresh(
            Publisher(DELEGATED, last_modified="Sat, 18 Apr 2026 00:00:00 GMT")
        )
        assert outcome.state is State.FETCHED
        assert outcome.reason is None
        assert practice.table.read_text() == DELEGATED
        record = practice.record
        assert record["url"].endswith("/latest")
        assert record | {"url": ""} == {
            "url": "",
            "fetched_at": "2026-09-16T14:00:00Z",
            "sha256": hashlib.sha256(DELEGATED.encode()).hexdigest(),
            "licence": "none stated",
            "keeper": "https://afrinic.net/stats",
            "etag": '"1"',
            "last_modified": "Sat, 18 Apr 2026 00:00:00 GMT",
            "checked_at": None,
        }
        assert outcome.fetched_at == "2026-09-16T14:00:00Z"
        assert outcome.size == len(DELEGATED)

    def test_the_reader_of_tables_says_when_it_was_fetched(self, practice):
        practice.refresh(Publisher(DELEGATED))
        (table,) = read_folder(practice.folder).loaded
        assert table.source("x").fetched_at == "2026-09-16T14:00:00Z"

    def test_nothing_else_stays_in_the_folder(self, practice):
        practice.refresh(Publisher(DELEGATED))
        names = {path.name for path in practice.folder.rglob("*") if path.is_file()}
        assert names == {"delegated-afrinic.txt", "delegated-afrinic.txt.meta.json"}

    def test_progress_is_told(self, practice):
        practice.refresh(Publisher(DELEGATED))
        assert practice.told[-1] == ("delegated-afrinic", len(DELEGATED), len(DELEGATED))

    def test_the_days_date_goes_into_the_address(self, tmp_path):
        practice = Practice(tmp_path, path="rib.%Y%m%d.txt")
        _outcome, requests = practice.refresh(Publisher(DELEGATED))
        assert requests[0].path == "/rib.20260916.txt"

    def test_a_redirect_is_followed(self, practice):
        moved = web.Response(status=302, headers={"Location": "/elsewhere"})
        outcome, requests = practice.refresh(Publisher(DELEGATED, instead=(moved,)))
        assert outcome.state is State.FETCHED
        assert [request.path for request in requests] == ["/latest", "/elsewhere"]


class TestNothingNew:
    def test_the_etag_is_sent_and_the_table_stays(self, practice):
        (first, second), requests = practice.refreshes(Publisher(DELEGATED), Publisher(DELEGATED))
        assert [first.state, second.state] == [State.FETCHED, State.UNCHANGED]
        assert requests[1].headers["If-None-Match"] == '"1"'
        assert second.fetched_at == "2026-09-16T14:00:00Z"
        assert practice.record["checked_at"] == "2026-09-16T16:00:00Z"

    def test_so_is_the_date_where_there_is_no_etag(self, practice):
        day = "Sat, 18 Apr 2026 00:00:00 GMT"
        publisher = Publisher(DELEGATED, etag=None, last_modified=day)
        (_first, second), requests = practice.refreshes(publisher, publisher)
        assert second.state is State.UNCHANGED
        assert requests[1].headers["If-Modified-Since"] == day

    def test_a_table_that_somebody_changed_is_fetched_whole(self, practice):
        publisher = Publisher(DELEGATED)
        (_first, second), requests = practice.refreshes(
            publisher, publisher, between=lambda: practice.table.write_text("changed")
        )
        assert second.state is State.FETCHED
        assert "If-None-Match" not in requests[1].headers
        assert practice.table.read_text() == DELEGATED

    def test_within_the_hour_nobody_is_asked(self, practice):
        practice.refresh(Publisher(DELEGATED))
        outcome, requests = practice.refresh(Publisher(NEWER), later=timedelta(minutes=59))
        assert outcome.state is State.TOO_SOON
        assert requests == []

    def test_a_clock_that_was_set_back_does_not_stop_refreshing(self, practice):
        practice.refresh(Publisher(DELEGATED))
        outcome, _requests = practice.refresh(Publisher(NEWER), later=timedelta(days=-30))
        assert outcome.state is State.FETCHED


class TestContinued:
    def test_what_was_cut_off_is_continued_where_it_stopped(self, practice):
        (outcome,), requests = practice.refreshes(Publisher(DELEGATED, cut_after=(1000,)))
        assert outcome.state is State.FETCHED
        assert practice.table.read_text() == DELEGATED
        assert requests[1].headers["Range"] == "bytes=1000-"
        assert requests[1].headers["If-Range"] == '"1"'

    def test_also_another_day(self, practice):
        cut = Publisher(DELEGATED, cut_after=(1000, 500, 0, 0, 0, 0))
        (first, second), requests = practice.refreshes(cut, Publisher(DELEGATED))
        assert first.state is State.FAILED
        assert "broke off" in str(first.reason)
        assert second.state is State.FETCHED
        assert requests[-1].headers["Range"] == "bytes=1500-"
        assert practice.table.read_text() == DELEGATED

    def test_a_file_that_changed_meanwhile_is_begun_anew(self, practice):
        cut = Publisher(DELEGATED, cut_after=(1000, 0, 0, 0, 0))
        (_first, second), _requests = practice.refreshes(cut, Publisher(NEWER, etag='"2"'))
        assert second.state is State.FETCHED
        assert practice.table.read_text() == NEWER
        assert practice.record["etag"] == '"2"'

    def test_a_server_that_sends_the_rest_of_another_version_is_not_believed(self, practice):
        class Careless(Publisher):
            def _begins_at(self, request):
                return int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))

        cut = Publisher(DELEGATED, cut_after=(1000, 0, 0, 0, 0))
        (_first, second), requests = practice.refreshes(cut, Careless(NEWER, etag='"2"'))
        assert second.state is State.FETCHED
        assert practice.table.read_text() == NEWER
        assert "Range" not in requests[-1].headers

    def test_not_even_when_only_its_length_betrays_it(self, practice):
        class Careless(Publisher):
            def _begins_at(self, request):
                return int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))

        day = "Sat, 18 Apr 2026 00:00:00 GMT"
        longer = table_files.delegated([*ROWS, ROWS[-1].replace("41.0.199", "41.0.200")])
        cut = Publisher(DELEGATED, etag=None, last_modified=day, cut_after=(1000, 0, 0, 0, 0))
        (_first, second), _requests = practice.refreshes(cut, Careless(longer, etag=None))
        assert second.state is State.FETCHED
        assert practice.table.read_text() == longer

    def test_nor_one_that_sends_another_part(self, practice):
        class Confused(Publisher):
            def _begins_at(self, request):
                return 7 if "Range" in request.headers else 0

        (outcome,), _requests = practice.refreshes(Confused(DELEGATED, cut_after=(1000,)))
        assert outcome.state is State.FETCHED
        assert practice.table.read_text() == DELEGATED

    def test_a_part_that_nobody_asked_for_is_no_file(self, practice):
        async def handler(request):
            said = {"Content-Range": f"bytes 7-{len(DELEGATED) - 1}/{len(DELEGATED)}", "ETag": '"1"'}
            return web.Response(status=206, text=DELEGATED[7:], headers=said)

        outcome, _requests = practice.refresh(handler)
        assert outcome.state is State.FAILED
        assert "another part" in str(outcome.reason)

    def test_a_server_without_ranges_sends_it_all_again(self, practice):
        (outcome,), _requests = practice.refreshes(Publisher(DELEGATED, ranges=False, cut_after=(1000,)))
        assert outcome.state is State.FETCHED
        assert practice.table.read_text() == DELEGATED

    @pytest.mark.parametrize("etag", [None, 'W/"1"'])
    def test_without_a_strong_mark_of_its_version_it_is_begun_anew(self, practice, etag):
        (outcome,), requests = practice.refreshes(Publisher(DELEGATED, etag=etag, cut_after=(1000,)))
        assert outcome.state is State.FETCHED
        assert "Range" not in requests[1].headers

    def test_a_server_that_sends_a_little_at_a_time_is_asked_for_the_rest(self, practice):
        class Stingy(Publisher):
            async def _send(self, request, begins_at):
                part = self.body[begins_at : begins_at + 1000]
                said = f"bytes {begins_at}-{begins_at + len(part) - 1}/{len(self.body)}"
                return web.Response(status=206, body=part, headers={"Content-Range": said, "ETag": '"1"'})

        (outcome,), requests = practice.refreshes(Stingy(DELEGATED))
        assert outcome.state is State.FETCHED
        assert practice.table.read_text() == DELEGATED
        assert len(requests) == -(-len(DELEGATED) // 1000)

    def test_a_range_that_is_refused_is_begun_anew(self, practice):
        class Whole(Publisher):
            async def __call__(self, request):
                if "Range" in request.headers:
                    return web.Response(status=416)
                return await super().__call__(request)

        (outcome,), _requests = practice.refreshes(Whole(DELEGATED, cut_after=(1000,)))
        assert outcome.state is State.FETCHED


class TestRefused:
    """With a good table there: it stays, byte for byte, with its record."""

    @pytest.fixture(autouse=True)
    def _good(self, practice):
        practice.refresh(Publisher(DELEGATED))
        self.record = practice.record

    def refused(self, practice, publisher, says):
        outcome, requests = practice.refresh(publisher)
        assert outcome.state is State.KEPT
        assert says in str(outcome.reason)
        assert practice.table.read_text() == DELEGATED
        assert practice.record == self.record
        assert outcome.fetched_at == self.record["fetched_at"]
        return requests

    @pytest.mark.parametrize(
        ("body", "says"),
        [
            (HTML, "web page"),
            (HTML.encode().rjust(9000), "web page"),
            ("", "empty"),
            (DELEGATED[: len(DELEGATED) * 3 // 4], "only a part"),
            (gzip.compress(DELEGATED.encode())[:-20], "ends in the middle"),
            (table_files.drop(), "another table"),
            ("nothing that is known\n" * 900, "nothing that is known"),
        ],
    )
    def test_what_is_not_the_table(self, practice, body, says):
        self.refused(practice, Publisher(body, etag='"2"'), says)

    def test_less_than_half_of_the_old_one(self, practice):
        smaller = table_files.delegated(ROWS[:20])
        self.refused(practice, Publisher(smaller, etag='"2"'), "less than half")

    def test_another_registrys_table(self, practice):
        practice.given["says"] = {"registry": "apnic"}
        self.refused(practice, Publisher(NEWER, etag='"2"'), "another table")

    def test_one_that_does_not_match_its_checksum(self, practice):
        practice.given["checksum"] = "md5"
        self.refused(
            practice, Publisher(NEWER, etag='"2"', md5=md5(DELEGATED)), "does not match the checksum"
        )

    def test_one_that_is_far_too_large(self, practice, monkeypatch):
        monkeypatch.setattr(downloads, "ROOMY", 0)
        self.refused(practice, Publisher(NEWER, etag='"2"'), "far larger")

    def test_one_that_never_ends(self, practice, monkeypatch):
        monkeypatch.setattr(downloads, "ROOMY", 1)

        async def endless(request):
            response = web.StreamResponse()
            response.enable_chunked_encoding()
            await response.prepare(request)
            with suppress(ConnectionError):
                while True:
                    await response.write(NEWER.encode())
            return response

        self.refused(practice, endless, "far larger")

    @pytest.mark.parametrize("status", [401, 403, 404, 410])
    def test_a_server_that_refuses_is_not_pressed(self, practice, status):
        requests = self.refused(
            practice, Publisher(NEWER, instead=(web.Response(status=status),)), f"{status}"
        )
        assert len(requests) == 1

    def test_a_server_that_fails_is_tried_again_and_then_left(self, practice):
        failing = tuple(web.Response(status=500) for _attempt in range(9))
        requests = self.refused(practice, Publisher(NEWER, instead=failing), "status 500")
        assert len(requests) == 4
        assert practice.clock.slept == [1, 2, 4]

    def test_a_busy_server_is_waited_for(self, practice):
        busy = web.Response(status=429, headers={"Retry-After": "30"})
        outcome, _requests = practice.refresh(Publisher(NEWER, etag='"2"', instead=(busy,)))
        assert outcome.state is State.FETCHED
        assert practice.clock.slept == [30]

    def test_but_not_for_a_day(self, practice):
        busy = web.Response(status=503, headers={"Retry-After": "86400"})
        self.refused(practice, Publisher(NEWER, instead=(busy,)), "busy")
        assert practice.clock.slept == []

    def test_a_server_that_sends_us_in_circles(self, practice):
        turning = tuple(web.Response(status=302, headers={"Location": "/latest"}) for _turn in range(9))
        self.refused(practice, Publisher(NEWER, instead=turning), "in circles")

    def test_a_redirect_to_something_else_than_the_web(self, practice):
        away = web.Response(status=302, headers={"Location": "file:///etc/passwd"})
        self.refused(practice, Publisher(NEWER, instead=(away,)), "not asked")

    def test_a_full_disk(self, practice):
        folder = practice.folder / downloads.UNFINISHED / "delegated-afrinic"
        folder.mkdir(parents=True)
        (folder / "delegated-afrinic.txt").symlink_to("/dev/full")
        self.refused(practice, Publisher(NEWER, etag='"2"'), "No space left on device")

    def test_a_disk_that_is_full_when_the_record_is_written(self, practice, monkeypatch):
        def full(*_args):
            raise OSError(28, os.strerror(28))

        monkeypatch.setattr(downloads.files, "replace_whole", full)
        outcome, _requests = practice.refresh(Publisher(NEWER, etag='"2"'))
        assert outcome.state is State.KEPT
        assert "No space left on device" in str(outcome.reason)
        (table,) = read_folder(practice.folder).loaded
        assert table.given.record.fetched_at is None, "the record of another file is not believed"


class TestChecksums:
    def test_one_that_matches(self, tmp_path):
        practice = Practice(tmp_path, checksum="md5")
        outcome, requests = practice.refresh(Publisher(DELEGATED, md5=md5(DELEGATED)))
        assert outcome.state is State.FETCHED
        assert [request.path for request in requests] == ["/latest", "/latest.md5"]

    def test_a_publisher_that_has_none_any_more(self, tmp_path):
        outcome, _requests = Practice(tmp_path, checksum="md5").refresh(Publisher(DELEGATED))
        assert outcome.state is State.FETCHED

    def test_one_that_cannot_be_fetched(self, tmp_path):
        async def handler(request):
            if request.path.endswith(".md5"):
                return web.Response(status=403)
            return web.Response(text=DELEGATED)

        outcome, _requests = Practice(tmp_path, checksum="md5").refresh(handler)
        assert outcome.state is State.FAILED
        assert "checksum could not be fetched" in str(outcome.reason)


class TestOtherTables:
    def test_a_list_may_lose_half_of_its_addresses_if_it_is_known_to(self, tmp_path):
        practice = Practice(tmp_path, kind="list", file="tor_exits.txt", may_shrink=True)
        many = "".join(f"193.0.{n >> 8}.{n & 255}\n" for n in range(2000))
        practice.refresh(Publisher(many))
        outcome, _requests = practice.refresh(Publisher("193.0.0.1\n193.0.0.2\n", etag='"2"'))
        assert outcome.state is State.FETCHED

    def test_a_table_dump_is_kept_as_rows(self, tmp_path):
        practice = Practice(tmp_path, kind="announcements", file="ris.csv.gz", is_dump=True)
        dump = table_files.dump(("193.0.4.0/24", [[(2, [3333, 64500])]]))
        outcome, _requests = practice.refresh(Publisher(gzip.compress(dump)))
        assert outcome.reason is None
        assert "193.0.4.0/24,64500" in gzip.decompress(practice.table.read_bytes()).decode()

    def test_a_damaged_dump_is_refused(self, tmp_path):
        practice = Practice(tmp_path, kind="announcements", file="ris.csv.gz", is_dump=True)
        outcome, _requests = practice.refresh(Publisher(gzip.compress(DELEGATED.encode())))
        assert outcome.state is State.FAILED

    def test_the_list_of_registries_servers(self, tmp_path):
        practice = Practice(tmp_path, kind="bootstrap", file="rdap-ipv4.json")
        outcome, _requests = practice.refresh(Publisher(bootstrap_of(("1.0.0.0/8", "https://x.example/"))))
        assert outcome.state is State.FETCHED
        outcome, _requests = practice.refresh(Publisher("{}", etag='"2"'))
        assert outcome.state is State.KEPT
        assert "no list of registries' servers" in str(outcome.reason)


class TestWhich:
    def run(self, folder, sources, only=None):
        return asyncio.run(
            downloads.refresh(folder, sources, only=only, now=Clock().now, sleep=Clock().sleep)
        )

    def source(self, **changes):
        given = {
            "title": "t",
            "url": "http://127.0.0.1:1/",
            "file": "f",
            "kind": "list",
            "licence": "l",
            "keeper": "k",
        }
        return TableSource(**given | changes)

    def test_those_left_out_are_fetched_by_name_only(self, tmp_path):
        sources = {"usual": self.source(), "large": self.source(is_fetched=False)}
        assert [one.name for one in self.run(tmp_path, sources)] == ["usual"]
        assert [one.name for one in self.run(tmp_path, sources, only=["large"])] == ["large"]

    def test_a_name_that_is_none_is_refused(self, tmp_path):
        with pytest.raises(UnknownSource, match="nothing"):
            self.run(tmp_path, {"usual": self.source()}, only=["nothing"])

    def test_plain_http_is_not_spoken(self, tmp_path):
        (outcome,) = self.run(tmp_path, {"usual": self.source()})
        assert outcome.state is State.FAILED
        assert "not asked" in str(outcome.reason)

    def test_one_that_fails_does_not_stop_the_others(self, tmp_path):
        async def story():
            async with serving(Publisher(DELEGATED)) as server:
                sources = {
                    "broken": self.source(url="http://127.0.0.1:1/"),
                    "good": self.source(url=server.url, kind="delegated", file="good.txt"),
                }
                clock = Clock()
                return await downloads.refresh(
                    tmp_path, sources, now=clock.now, sleep=clock.sleep, allow_http=True
                )

        assert [one.state for one in asyncio.run(story())] == [State.FAILED, State.FETCHED]


class TestKnownSources:
    known = table_sources.known()

    def test_all_are_fetched_over_https_from_where_they_say(self):
        for source in self.known.values():
            assert source.url.startswith("https://")
            assert source.keeper.startswith("https://")
            assert source.licence
            assert source.every_hours >= 1

    def test_each_has_a_file_of_its_own(self):
        files = [source.file for source in self.known.values()]
        assert len(set(files)) == len(files)

    def test_each_is_of_a_kind_that_is_read(self):
        kinds = {source.kind for source in self.known.values()} - {table_sources.BOOTSTRAP}
        assert kinds <= {kind.value for kind in Kind}

    def test_lists_are_known_by_their_files(self):
        for name, source in self.known.items():
            if source.kind == Kind.ADDRESS_LIST:
                assert labels.label(source.file.partition(".")[0]).name == name

    def test_drop_is_asked_for_at_most_once_an_hour(self):
        assert self.known["drop"].least_minutes >= 60

    def test_all_five_registries(self):
        registries = ("afrinic", "apnic", "arin", "lacnic", "ripencc")
        assert all(self.known[f"delegated-{name}"].says == {"registry": name} for name in registries)
        assert all(self.known[f"transfers-{name}"].says == {"registry": name} for name in registries)


def test_a_note_that_is_damaged_is_no_note(tmp_path):
    into = downloading.Unfinished(tmp_path, "file")
    into.path.write_bytes(b"part")
    assert into.begun("https://x/") == (0, None)
    (tmp_path / downloading.NOTE).write_bytes(b"{")
    assert into.begun("https://x/") == (0, None)
    note = downloading.Validators("https://x/", etag='"1"')
    (tmp_path / downloading.NOTE).write_bytes(msgspec.json.encode(note))
    assert into.begun("https://x/") == (4, note)
    assert into.begun("https://elsewhere/") == (0, None)
