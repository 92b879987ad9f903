"""`./freehold addresses`, as somebody types it who runs no practice."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pypdf
import pytest

from freehold.addresses.tests import table_files

SOURCE = Path(__file__).parents[3]

# Rows of AFRINIC's file of 2026-04-18.
ROWS = (
    "afrinic|ZA|ipv4|196.11.239.0|256|19940721|assigned|F367678F",
    "afrinic|ZZ|ipv4|41.76.224.0|768||reserved|",
)
ROUTES = (
    "start_ip,end_ip,asn,as_name\n"
    "41.76.224.0,41.76.224.255,37100,SEACOM-AS\n"
    '196.11.239.0,196.11.245.255,12091,"MTNNS-1, ZA"\n'
)


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "given"
    folder.mkdir()
    return table_files.put(
        folder,
        one=table_files.delegated(ROWS),
        two=table_files.drop(),
        three=table_files.packed(ROUTES),
    )


@pytest.fixture
def run(tmp_path):
    """Runs the command; its data and cache folders are empty to begin with."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")} | {
        "PYTHONPATH": str(SOURCE),
        "FREEHOLD_DATA": str(tmp_path / "data"),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }

    def freehold(*arguments, stdin=b"", seed="random"):
        command = [sys.executable, "-m", "freehold.cli", "addresses", *map(str, arguments)]
        done = subprocess.run(
            command, input=stdin, env=environment | {"PYTHONHASHSEED": seed}, capture_output=True, check=False
        )
        assert b"Traceback" not in done.stderr, done.stderr.decode()
        return done

    return freehold


def said(done):
    return done.stderr.decode()


class TestAudit:
    def test_words_for_a_person(self, run, folder):
        done = run("audit", "196.11.239.0/24", "--offline", folder)
        lines = done.stdout.decode().splitlines()
        assert lines[0] == "196.11.239.0/24"
        assert lines[1].startswith("As of 18 April 2026, ")
        assert lines[3] == "NOT PROVEN CLEAN YET"
        assert "What to do before you pay" in lines
        assert done.returncode == 3

    def test_a_reserved_range_that_is_routed_is_refused(self, run, folder):
        done = run("audit", "41.76.224.0/24", "--offline", folder, "--json")
        report = json.loads(done.stdout)
        assert report["verdict"] == "refuse"
        assert report["registry"]["records"][0]["status"] == "reserved"
        assert report["routing"]["origins"] == [37100]
        assert done.returncode == 1

    def test_so_is_a_block_on_drop(self, run, folder):
        done = run("audit", "2.57.232.0/24", "--offline", folder, "--json")
        assert json.loads(done.stdout)["verdict"] == "refuse"
        assert done.returncode == 1

    def test_the_same_files_give_the_same_bytes_wherever_they_lie(self, run, folder, tmp_path):
        one = run("audit", "196.11.239.0/24", "--offline", folder, "--json")
        from_cache = run("audit", "196.11.239.0/24", "--offline", folder, "--json")
        moved = folder.rename(tmp_path / "elsewhere")
        other = run("audit", "196.11.239.0/24", "--offline", moved, "--json", "--cache", tmp_path / "c2")
        assert one.stdout == from_cache.stdout == other.stdout

    def test_it_says_on_the_side_how_old_the_tables_are(self, run, folder):
        done = run("audit", "196.11.239.0/24", "--offline", folder, "--json")
        assert "The oldest is of 2025-04-15, the newest of 2026-04-18." in said(done)
        assert len(done.stdout.splitlines()) == 1

    def test_several_blocks_are_one_object_a_line_and_the_worst_counts(self, run, folder):
        done = run("audit", "196.11.239.0/24", "41.76.224.0/24", "--offline", folder, "--json")
        verdicts = [json.loads(line)["verdict"] for line in done.stdout.splitlines()]
        assert verdicts == ["incomplete", "refuse"]
        assert done.returncode == 1

    def test_what_was_said_of_the_purchase_stands_in_the_report(self, run, folder):
        flags = ("--seller", "Meadow", "--to", "RIPE", "--from", "2014-01-01", "--at", "2026-11-24")
        report = json.loads(run("audit", "196.11.239.0/24", "--offline", folder, "--json", *flags).stdout)
        assert report["asked"] == {
            "seller": "Meadow",
            "to": "ripencc",
            "owned": False,
            "origin": None,
            "from": "2014-01-01",
            "seller_origins": [],
            "disputes": [],
        }
        assert report["as_of"] == "2026-11-24"

    def test_a_block_that_is_owned_may_be_announced_by_its_owner(self, run, folder):
        flags = ("--owned", "--origin", "as12091")
        report = json.loads(run("audit", "196.11.239.0/24", "--offline", folder, "--json", *flags).stdout)
        assert report["asked"]["owned"] is True
        assert report["asked"]["origin"] == 12091

    def test_networks_that_the_seller_names_are_no_strangers(self, run, folder):
        flags = ("--seller-origin", "AS12091", "--seller-origin", "37100")
        report = json.loads(run("audit", "196.11.239.0/24", "--offline", folder, "--json", *flags).stdout)
        assert report["asked"]["seller_origins"] == [12091, 37100]
        routing = [one["state"] for one in report["findings"] if one["check"] == "routing"]
        assert routing == ["bad", "not_applicable"]

    def test_a_dispute_that_the_buyer_knows_of_rules_it_out(self, run, folder):
        flags = ("--dispute", "Claim of  Old Mill BV")
        done = run("audit", "196.11.239.0/24", "--offline", folder, *flags)
        assert "Entered by hand, a dispute or sanction: Claim of Old Mill BV" in done.stdout.decode()
        assert done.returncode == 1

    def test_the_hash_seed_the_folder_and_the_time_change_no_byte(self, run, folder, tmp_path):
        told = []
        for seed in ("0", "77"):
            for form in ("json", "html", "pdf"):
                done = run(
                    *("audit", "196.11.239.0/24", "--offline", folder, "--cache", tmp_path / seed),
                    *(["--json"] if form == "json" else [f"--{form}", tmp_path / "report"]),
                    seed=seed,
                )
                told.append(done.stdout or (tmp_path / "report").read_bytes())
            folder = folder.rename(tmp_path / "elsewhere")
            os.utime(folder / "three", (1_000_000_000, 1_000_000_000))
        assert told[:3] == told[3:]
        assert all(str(tmp_path).encode() not in one for one in told)


class TestFiles:
    def test_html_and_pdf_are_written_and_said(self, run, folder, tmp_path):
        page, paper = tmp_path / "report.html", tmp_path / "report.pdf"
        done = run("audit", "41.76.224.0/24", "--offline", folder, "--html", page, "--pdf", paper)
        assert done.returncode == 1
        assert done.stdout == b""
        assert f"Written: {page}" in said(done)
        assert "Do not buy it" in page.read_text()
        assert "Do not buy it" in pypdf.PdfReader(io.BytesIO(paper.read_bytes())).pages[0].extract_text()

    def test_they_are_the_same_bytes_again(self, run, folder, tmp_path):
        for name in ("one", "other"):
            run("audit", "41.76.224.0/24", "--offline", folder, "--pdf", tmp_path / name)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()

    def test_a_file_that_cannot_be_written_is_said(self, run, folder, tmp_path):
        done = run("audit", "41.76.224.0/24", "--offline", folder, "--html", tmp_path)
        assert done.returncode == 73
        assert "cannot be written" in said(done)

    def test_two_blocks_in_one_file_are_refused(self, run, folder, tmp_path):
        done = run("audit", "1.1.1.0/24", "1.1.2.0/24", "--offline", folder, "--pdf", tmp_path / "x")
        assert done.returncode == 2


class TestList:
    LINES = b"\xef\xbb\xbf41.76.224.0/24\r\n\r\n  196.11.239.0/24 \nrubbish\n10.0.0.0/8\n\xff\xfe\n"

    def test_one_object_for_each_line_in_order_from_standard_input(self, run, folder):
        done = run("audit", "--list", "-", "--offline", folder, stdin=self.LINES)
        objects = [json.loads(line) for line in done.stdout.splitlines()]
        assert [one["block"] for one in objects] == [
            "41.76.224.0/24",
            "196.11.239.0/24",
            "rubbish",
            "10.0.0.0/8",
            "\ufffd\ufffd",
        ]
        assert [one["verdict"] for one in objects] == ["refuse", *["incomplete"] * 4]
        assert [one.get("error", {}).get("code") for one in objects] == [
            None,
            None,
            "not_a_block",
            "special_purpose",
            "not_a_block",
        ]
        assert done.returncode == 0

    def test_a_line_says_what_the_single_audit_says(self, run, folder, tmp_path):
        (tmp_path / "list").write_text("41.76.224.0/24\n")
        listed = run("audit", "--list", tmp_path / "list", "--offline", folder)
        assert listed.stdout == run("audit", "41.76.224.0/24", "--offline", folder, "--json").stdout

    def test_a_list_that_is_not_there_is_said(self, run, folder, tmp_path):
        done = run("audit", "--list", tmp_path / "none", "--offline", folder)
        assert done.returncode == 73
        assert done.stdout == b""

    def test_a_list_and_blocks_together_are_refused(self, run, folder):
        assert run("audit", "1.1.1.0/24", "--list", "-", "--offline", folder).returncode == 2


class TestNoTables:
    def test_an_empty_folder_proves_nothing(self, run, tmp_path):
        (tmp_path / "empty").mkdir()
        done = run("audit", "196.11.239.0/24", "--offline", tmp_path / "empty", "--json")
        report = json.loads(done.stdout)
        assert report["verdict"] == "incomplete"
        assert report["as_of"] is None
        assert done.returncode == 3
        assert "No table was recognised" in said(done)

    def test_before_the_first_refresh_it_says_what_to_do(self, run):
        done = run("audit", "196.11.239.0/24", "--no-network")
        assert done.returncode == 3
        assert "./freehold addresses refresh" in said(done)

    def test_a_folder_that_is_not_there_is_said(self, run, tmp_path):
        done = run("audit", "196.11.239.0/24", "--offline", tmp_path / "none")
        assert done.returncode == 73
        assert "is no folder" in said(done)

    def test_half_a_table_is_named_and_does_not_count(self, run, folder):
        (folder / "one").write_text(table_files.delegated(ROWS, promised=3))
        done = run("audit", "196.11.239.0/24", "--offline", folder, "--json")
        report = json.loads(done.stdout)
        assert report["registry"]["records"] is None
        assert [one["file"] for one in report["unread"]] == ["one"]
        assert report["verdict"] == "incomplete"


class TestWhatWasTyped:
    @pytest.mark.parametrize(
        ("typed", "code"),
        [
            ("", "empty"),
            ("everything", "not_a_block"),
            ("2001:db8::/32", "ipv6"),
            ("193.0.4.1/24", "host_bits_set"),
            ("193.0.0.0/7", "too_large"),
            ("193.0.4.9-193.0.4.1", "backwards"),
            ("0.0.0.0/0", "too_large"),
            ("192.168.0.0/16", "special_purpose"),
        ],
    )
    def test_what_is_no_block_is_said_to_people_and_machines(self, run, folder, typed, code):
        done = run("audit", typed, "--offline", folder, "--json")
        refused = json.loads(done.stdout)
        assert refused["block"] == typed
        assert refused["verdict"] == "incomplete"
        assert refused["error"]["code"] == code
        assert refused["error"]["message"] in said(done)
        assert done.returncode == 2

    @pytest.mark.parametrize(
        ("flags", "told"),
        [
            (["--to", "ICANN"], "the registries are"),
            (["--at", "yesterday"], "is no date"),
            (["--from", "2026-13-01"], "is no date"),
            (["--origin", "AS12091"], "needs --owned"),
            (["--owned", "--origin", "AS0"], "is no AS number"),
            (["--seller-origin", "Meadow"], "--seller-origin Meadow is no AS number"),
            (["--owned", "--seller-origin", "AS5"], "is about a purchase"),
            (["--resolver", "127.0.0.1"], "nobody is asked"),
        ],
    )
    def test_flags_that_cannot_work_are_refused(self, run, folder, flags, told):
        done = run("audit", "196.11.239.0/24", "--offline", folder, *flags)
        assert done.returncode == 2
        assert told in said(done)
        assert done.stdout == b""

    def test_so_are_no_block_at_all_a_bad_resolver_and_bad_zones(self, run, tmp_path):
        (tmp_path / "zones").write_text("zones = 7")
        assert run("audit").returncode == 2
        assert run("audit", "193.0.4.0/24", "--resolver", "no one").returncode == 2
        assert run("audit", "193.0.4.0/24", "--zones", tmp_path / "zones").returncode == 2

    def test_help_says_what_exit_codes_mean(self, run):
        assert "Exit codes: 0 clean" in run("audit", "--help").stdout.decode()


class TestCompare:
    def test_blocks_stand_side_by_side_with_prices(self, run, folder):
        price = ("--price", "196.11.239.0/24=6400.50")
        done = run("compare", "196.11.239.0/24", "41.76.224.0/24", "--offline", folder, "--json", *price)
        held, reserved = json.loads(done.stdout)["blocks"]
        assert (held["verdict"], held["clean_addresses"], held["price"]) == ("incomplete", None, "6400.50")
        assert (reserved["verdict"], reserved["clean_addresses"]) == ("refuse", 0)
        assert done.returncode == 0

    def test_the_same_as_a_table(self, run, folder):
        done = run("compare", "196.11.239.0/24", "41.76.224.0/24", "--offline", folder)
        heads, *rows = done.stdout.decode().splitlines()
        assert heads.startswith("Block")
        assert [row.split()[0] for row in rows] == ["196.11.239.0/24", "41.76.224.0/24"]

    @pytest.mark.parametrize("price", ["41.76.224.0/24=dear", "41.76.224.0/24=-1", "9.9.9.0/24=1", "7"])
    def test_what_is_no_price_is_refused(self, run, folder, price):
        assert run("compare", "41.76.224.0/24", "--offline", folder, "--price", price).returncode == 2


class TestRefresh:
    def test_a_table_that_there_is_not_is_refused_with_those_that_there_are(self, run):
        done = run("refresh", "everything")
        assert done.returncode == 2
        assert "delegated-afrinic" in said(done)
