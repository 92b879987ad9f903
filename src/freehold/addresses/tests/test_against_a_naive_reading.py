"""The report beside a reading of the same files that shares nothing with it: plain loops over plain rows.

The files are made up anew from a seed, and small, so that blocks often touch what stands in them.
"""

import csv
import gzip
import io
import ipaddress
import json
import random

import pytest

from freehold.addresses import audit, transfer_rules
from freehold.addresses.blocks import parse
from freehold.addresses.facts import Expectations
from freehold.addresses.report import document
from freehold.addresses.tables import read_folder

REGISTRIES = ("afrinic", "apnic", "arin", "lacnic", "ripencc")
BASE = int(ipaddress.IPv4Address("41.76.0.0"))
SPAN = 1 << 14
REQUIRED = {"registry", "transfer", "rpki", "routing", "drop", "dnsbl"}


def dotted(number):
    return str(ipaddress.IPv4Address(number))


def ends(prefix):
    network = ipaddress.IPv4Network(prefix)
    return int(network[0]), int(network[-1])


def some_prefix(chance, shortest, longest):
    length = chance.randint(shortest, longest)
    size = 1 << (32 - length)
    return f"{dotted(BASE + chance.randrange(SPAN) // size * size)}/{length}"


class Files:
    """Six tables of one seed, in forms that publishers use, under names that say nothing."""

    def __init__(self, seed):
        self.chance = random.Random(seed)
        self.loaded = REGISTRIES if seed % 3 else REGISTRIES[:3]
        self.texts = {f"{place}.dat": text for place, text in enumerate(self.delegated().values())}
        self.texts["a.txt"] = self.drop()
        self.texts["b.csv"] = self.routes()
        self.texts["c_2020-01-01.json"] = self.flattened()
        self.texts["d"] = self.authorisations(seed % 2)
        self.texts["e.xml"] = self.addresses()

    def delegated(self):
        """For each registry its file; a few addresses are in two of them, some in none."""
        rows, at = {registry: [] for registry in self.loaded}, BASE
        while at < BASE + SPAN:
            at += self.chance.choice((0, 0, 0, 0, 256))
            count = self.chance.choice((256, 768, 1024, 1280))
            for registry in self.chance.sample(self.loaded, self.chance.choice((1,) * 9 + (2,))):
                rows[registry].append(self.record(registry, at, count))
            at += count
        return {registry: self.registry_file(registry, its) for registry, its in rows.items()}

    def record(self, registry, at, count):
        status = self.chance.choice(
            ("allocated", "assigned", "assigned", "assigned", "reserved", "available")
        )
        country, day, holder = "ZA", "20100827", f"F{at:X}"
        if status in ("reserved", "available"):
            country, day, holder = self.chance.choice((("ZZ", "", ""), ("", "00000000", "")))
        return f"{registry}|{country}|ipv4|{dotted(at)}|{count}|{day}|{status}|{holder}"

    def registry_file(self, registry, rows):
        head = f"2.3|{registry}|20260418|{len(rows)}|19700101|20260418|+0000"
        return "\n".join((head, f"{registry}|*|ipv4|*|{len(rows)}|summary", *rows)) + "\n"

    def drop(self):
        rows = [
            {"cidr": some_prefix(self.chance, 22, 24), "sblid": f"SBL{number}", "rir": None, "seen": [number]}
            for number in range(2)
        ]
        rows.append({"type": "metadata", "timestamp": 1744682874, "records": len(rows)})
        return "".join(json.dumps(row) + "\n" for row in rows)

    def routes(self):
        """Of several origins, of sets, of none, overlapping."""
        rows = ["# 2026-09-16", "prefix,origin"]
        for _ in range(25):
            origin = self.chance.choice(("37100", "{5,64500}", '"{7,37100}"', "0", "12091", "AS9"))
            rows.append(f"{some_prefix(self.chance, 18, 26)},{origin}")
        return "\r\n".join((*rows, "0.0.0.0/0,3", "2001:db8::/32,3", ""))

    def flattened(self):
        made, at = io.StringIO(), BASE
        rows = csv.writer(made, delimiter=self.chance.choice(",\t"))
        while at < BASE + SPAN:
            at += self.chance.choice((0, 100, 256))
            size = self.chance.choice((64, 256, 700))
            origin = self.chance.choice((0, 37100, 12091, 9))
            rows.writerow((dotted(at), dotted(at + size - 1), origin, "ZA", 'SEA, "COM"'))
            at += size
        return made.getvalue()

    def authorisations(self, is_routinator):
        roas = []
        for _ in range(8):
            prefix, asn = (
                some_prefix(self.chance, 21, 24),
                self.chance.choice((0, 37100, 37100, 12091, 12091)),
            )
            written = f"AS{asn}" if is_routinator else asn
            roas.append({"asn": written, "prefix": prefix, "maxLength": 24, "ta": "afrinic"})
        six = {"asn": roas[0]["asn"], "prefix": "2001:db8::/32", "maxLength": 48, "ta": "afrinic"}
        return json.dumps({"metadata": {"buildtime": "2026-09-16T08:07:06Z"}, "roas": [*roas, six]})

    def addresses(self):
        return "\n".join(some_prefix(self.chance, 18, 32) for _ in range(6)) + "\n\n"

    def put(self, folder):
        folder.mkdir()
        for place, (name, text) in enumerate(self.texts.items()):
            content = text.encode()
            (folder / name).write_bytes(gzip.compress(content) if place % 2 else content)
        return folder

    def blocks(self, count):
        return [
            some_prefix(self.chance, *((18, 32) if number % 3 == 0 else (22, 24))) for number in range(count)
        ]


class Reading:
    """What the texts say of one block, row after row."""

    def __init__(self, texts, block):
        self.texts = texts
        self.first, self.last = ends(block)

    def touches(self, first, last):
        return first <= self.last and last >= self.first

    def addresses(self, ranges):
        inside = set()
        for first, last in ranges:
            inside.update(range(max(first, self.first), min(last, self.last) + 1))
        return len(inside)

    def records(self):
        found = []
        for name, text in self.texts.items():
            if not name.endswith(".dat"):
                continue
            for row in text.splitlines()[2:]:
                registry, country, _type, start, count, day, status, holder = row.split("|")
                first = int(ipaddress.IPv4Address(start))
                last = first + int(count) - 1
                if self.touches(first, last):
                    found.append(
                        {
                            "start": start,
                            "end": dotted(last),
                            "status": status,
                            "country": country or None,
                            "opaque_id": holder or None,
                            "registry": registry,
                            "date": day if day.strip("0") else None,
                        }
                    )
        return found

    def drop(self):
        rows = map(json.loads, self.texts["a.txt"].splitlines())
        return [row for row in rows if "cidr" in row and self.touches(*ends(row["cidr"]))]

    def routes(self):
        """Prefix and origins of what touches the block."""
        found = []
        for row in self.texts["b.csv"].splitlines()[2:]:
            prefix, _comma, origin = row.partition(",")
            if ":" in prefix or prefix.endswith("/0") or not self.touches(*ends(prefix)):
                continue
            numbers = {int(one.strip('{}"AS')) for one in origin.split(",")} - {0}
            if numbers:
                found.append((prefix, numbers))
        return found

    def flattened(self):
        text = self.texts["c_2020-01-01.json"]
        found = []
        for row in csv.reader(io.StringIO(text), delimiter="\t" if "\t" in text else ","):
            first, last = (int(ipaddress.IPv4Address(end)) for end in row[:2])
            if int(row[2]) and self.touches(first, last):
                found.append((first, last, int(row[2])))
        return found

    def authorisations(self):
        roas = json.loads(self.texts["d"])["roas"]
        four = [
            (one["prefix"], int(str(one["asn"]).removeprefix("AS")))
            for one in roas
            if ":" not in one["prefix"]
        ]
        return [(prefix, asn) for prefix, asn in four if self.touches(*ends(prefix))]

    def listed(self):
        return self.addresses(ends(row) for row in self.texts["e.xml"].split() if self.touches(*ends(row)))

    def is_to_be_refused(self, loaded):
        """By the rules that rest on these files alone."""
        records = self.records()
        held = [one for one in records if one["status"] in ("allocated", "assigned")]
        spans = [
            (one["registry"], *map(int, map(ipaddress.IPv4Address, (one["start"], one["end"]))))
            for one in held
        ]
        uncovered = (
            self.last
            - self.first
            + 1
            - self.addresses(
                tuple(int(ipaddress.IPv4Address(one[end])) for end in ("start", "end")) for one in records
            )
        )
        return bool(
            len(held) < len(records)
            or (uncovered and len(loaded) == len(REGISTRIES))
            or self._given_twice(spans)
            or self.drop()
            or self.last - self.first < 255
            or any(
                asn == 0 and ends(prefix)[0] <= self.first and self.last <= ends(prefix)[1]
                for prefix, asn in self.authorisations()
            )
        )

    def _given_twice(self, spans):
        return any(
            one[0] != other[0] and max(one[1], other[1], self.first) <= min(one[2], other[2], self.last)
            for one in spans
            for other in spans
        )


@pytest.fixture(scope="module", params=range(6))
def told(request, tmp_path_factory):
    """Each block's report and its naive reading."""
    files = Files(request.param)
    tables = read_folder(files.put(tmp_path_factory.mktemp("naive") / "given"))
    assert not tables.problems
    rules = transfer_rules.read()
    pairs = []
    for block in files.blocks(60):
        facts = audit.from_tables(parse(block), tables, Expectations())
        made = document.encode(document.document(audit.judge(block, facts, rules, tables.problems)))
        pairs.append((json.loads(made), Reading(files.texts, block)))
    return files, pairs


def test_records_are_all_that_overlap_whole(told):
    def key(record):
        return json.dumps(record, sort_keys=True)

    for report, reading in told[1]:
        records = report["registry"]["records"]
        assert sorted(records, key=key) == sorted(reading.records(), key=key), report["block"]
        begins = [int(ipaddress.IPv4Address(one["start"])) for one in records]
        assert begins == sorted(begins)


def test_what_is_under_no_record_is_counted(told):
    for report, reading in told[1]:
        covered = reading.addresses(
            tuple(int(ipaddress.IPv4Address(one[end])) for end in ("start", "end"))
            for one in reading.records()
        )
        assert report["registry"]["uncovered"] == reading.last - reading.first + 1 - covered, report["block"]


def test_origins_routed_addresses_and_parts(told):
    for report, reading in told[1]:
        routes = reading.routes()
        routing = report["routing"]
        assert routing["origins"] == sorted({asn for _prefix, origins in routes for asn in origins})
        assert routing["routed_addresses"] == reading.addresses(ends(prefix) for prefix, _origins in routes)
        parts = {}
        for prefix, origins in routes:
            first, last = ends(prefix)
            if (
                reading.first <= first
                and last <= reading.last
                and (first, last) != (reading.first, reading.last)
            ):
                parts.setdefault(prefix, set()).update(origins)
        found = {one["prefix"]: set(one["origins"]) for one in routing["more_specifics"]}
        assert found == parts, report["block"]
        assert len(routing["more_specifics"]) == len(parts)


def test_the_older_table_is_history_and_has_no_parts(told):
    for report, reading in told[1]:
        (past,) = report["routing"]["history"]
        rows = reading.flattened()
        assert past["seen_on"] == "2020-01-01"
        assert past["origins"] == sorted({asn for _first, _last, asn in rows})
        assert past["routed_addresses"] == reading.addresses((first, last) for first, last, _asn in rows)
        assert past["more_specifics"] is None


def test_drop_entries_as_in_the_file(told):
    for report, reading in told[1]:
        assert report["reputation"]["drop"] == reading.drop(), report["block"]


def test_authorisations_whole(told):
    for report, reading in told[1]:
        found = [(one["prefix"], one["asn"]) for one in report["rpki"]["authorisations"]]
        assert sorted(found) == sorted(reading.authorisations()), report["block"]


def test_a_list_is_called_as_its_file_and_counted_once(told):
    for report, reading in told[1]:
        (one,) = report["reputation"]["lists"]
        assert (one["label"], one["addresses"]) == ("e.xml", reading.listed())


def test_refused_for_these_reasons_and_no_other(told):
    files, pairs = told
    for report, reading in pairs:
        assert (report["verdict"] == "refuse") is reading.is_to_be_refused(files.loaded), report["block"]


def test_the_verdict_is_the_first_rule_that_holds(told):
    for report, _reading in told[1]:
        findings = report["findings"]
        bad = {one["severity"] for one in findings if one["state"] == "bad"}
        unknown = {one["check"] for one in findings if one["state"] == "unknown"}
        missing = REQUIRED - {one["check"] for one in findings}
        if "deal_breaker" in bad:
            assert report["verdict"] == "refuse"
        elif (unknown & REQUIRED) or missing:
            assert report["verdict"] == "incomplete"
        else:
            assert report["verdict"] == ("clean_after_fixes" if bad - {"info"} else "clean")


def test_the_blocks_are_of_all_kinds(told):
    """Else the tests above would say little."""
    reports = [report for report, _reading in told[1]]
    assert any(report["verdict"] == "refuse" for report in reports)
    assert any(report["verdict"] != "refuse" for report in reports)
    assert any(report["routing"]["more_specifics"] for report in reports)
    assert any(len(report["routing"]["origins"]) > 1 for report in reports)
    assert any(report["registry"]["uncovered"] for report in reports)
