"""The last line of `./freehold test` counts what really ran."""

import json

import pytest

from freehold.cli import suite
from freehold.cli.suite import Step, perform
from freehold.cli.tally import Tally, of_junit, of_vitest


class TestTally:
    def test_junit_counts_errors_as_failures(self, tmp_path):
        results = tmp_path / "results.xml"
        results.write_text(
            '<testsuites><testsuite tests="10" failures="2" errors="1" skipped="3"/></testsuites>'
        )
        assert of_junit(results) == Tally(4, 3, 3)

    def test_vitest(self, tmp_path):
        results = tmp_path / "results.json"
        counts = {"numPassedTests": 7, "numFailedTests": 1, "numPendingTests": 2, "numTodoTests": 1}
        results.write_text(json.dumps(counts))
        assert of_vitest(results) == Tally(7, 1, 3)

    @pytest.mark.parametrize("read", [of_junit, of_vitest])
    def test_what_was_never_written(self, tmp_path, read):
        assert read(tmp_path / "none") is None

    def test_it_reads_as_one_plain_line(self):
        assert str(Tally(1, 2) + Tally(3, 0, 4)) == "4 passed, 2 failed, 4 skipped"


class TestPerform:
    @pytest.mark.parametrize(
        ("code", "tally"), [("0", Tally(1)), ("1", Tally(failed=1)), ("77", Tally(failed=1))]
    )
    def test_a_check_without_tests_counts_as_one(self, code, tally):
        assert perform(Step("check", ("sh", "-c", f"exit {code}"))) == tally

    def test_a_runner_that_crashes_after_good_tests_is_a_failure(self, tmp_path):
        results = tmp_path / "results.xml"
        results.write_text('<testsuite tests="5" failures="0" errors="0" skipped="0"/>')
        assert perform(Step("tests", ("sh", "-c", "exit 3"), results=results)) == Tally(5, 1)

    @pytest.mark.parametrize(("code", "tally"), [("77", Tally(skipped=1)), ("5", Tally())])
    def test_not_run_and_nothing_found_are_no_failures(self, tmp_path, code, tally):
        assert perform(Step("tests", ("sh", "-c", f"exit {code}"), results=tmp_path / "none")) == tally


class TestSteps:
    def names(self, tmp_path, **given: object) -> list[str]:
        asked = {"fast": False, "soak": False, "paths": []} | given
        return [step.name for step in suite.steps(tmp_path, **asked)]

    def test_everything_runs_on_both_databases(self, tmp_path):
        names = self.names(tmp_path)
        assert "server side, SQLite" in names
        assert "server side, PostgreSQL" in names
        assert {
            "ruff check",
            "ruff format",
            "mypy",
            "imports",
            "migrations",
            "biome",
            "tsc",
            "vitest",
        } <= set(names)
        assert names[-1] == "browser, launcher, network"

    def test_fast_leaves_out_what_is_slow(self, tmp_path):
        names = self.names(tmp_path, fast=True)
        assert "server side, PostgreSQL" not in names
        assert "browser, launcher, network" not in names

    def test_soak_is_the_slow_ones_alone(self, tmp_path):
        assert self.names(tmp_path, soak=True) == ["soak"]

    def test_no_marker_is_left_out_of_every_group(self, tmp_path):
        groups = [" ".join(step.command) for step in suite.steps(tmp_path, fast=False, soak=False, paths=[])]
        assert any("not (browser or stack or netns or soak)" in group for group in groups)
        assert any("(browser or stack or netns) and not soak" in group for group in groups)
