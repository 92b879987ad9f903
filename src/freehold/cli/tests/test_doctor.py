"""What the doctor says, and the code it ends with."""

import os

import pytest
from tests.installations import free_port

from freehold.cli import run_file
from freehold.cli.doctor import examination, folders, machine, mail, running
from freehold.cli.doctor.finding import Finding, State, bad, exit_code, ok, unknown, warn
from freehold.config.options import Options

OK, WARN = ok("one", "well"), warn("two", "so so", "why")
BAD, UNKNOWN = bad("three", "wrong", "why", "mend it"), unknown("four", "who knows")


class TestExitCode:
    @pytest.mark.parametrize(
        ("findings", "code"),
        [([], 0), ([OK, WARN], 0), ([OK, BAD, UNKNOWN], 1), ([WARN, UNKNOWN], 2)],
    )
    def test_bad_before_unknown_before_well(self, findings, code):
        assert exit_code(findings) == code


class TestTold:
    def test_what_it_means_and_how_to_mend_it(self):
        assert list(examination.told([BAD])) == ["✗ three: wrong", "    why", "    → mend it"]

    def test_a_check_that_breaks_hides_no_other(self):
        def breaks() -> list[Finding]:
            raise ZeroDivisionError("oh")

        found = list(examination._guarded("arithmetic", breaks))
        assert [finding.state for finding in found] == [State.UNKNOWN]
        assert "ZeroDivisionError" in found[0].says


class TestFolders:
    def test_a_folder_that_others_can_read(self, tmp_path):
        tmp_path.chmod(0o755)
        found = folders.modes("data folder", tmp_path)
        assert found.state is State.BAD
        assert found.mend == f"chmod go= '{tmp_path}'"

    def test_one_for_its_owner_only(self, tmp_path):
        tmp_path.chmod(0o700)
        assert folders.modes("data folder", tmp_path).state is State.OK

    def test_keys_that_are_gone(self, tmp_path):
        assert folders.modes("keys folder", tmp_path / "keys").state is State.BAD


class TestFileSystem:
    @pytest.mark.parametrize(
        ("kind", "state"), [("nfs4", State.BAD), ("ext4", State.OK), ("", State.UNKNOWN)]
    )
    def test_a_network_share_is_refused(self, tmp_path, monkeypatch, kind, state):
        monkeypatch.setattr("freehold.cli.file_systems.kind_of", lambda folder: kind)
        assert machine.file_system(Options(data=tmp_path)).state is state


class TestClock:
    def test_moved_back(self, tmp_path):
        path = tmp_path / "freehold.sqlite3"
        path.touch()
        later = path.stat().st_mtime + 3600
        os.utime(path, (later, later))
        assert [finding.state for finding in machine.clock(tmp_path)] == [State.BAD]


class TestRunning:
    def test_a_run_file_of_a_killed_run(self, tmp_path):
        given = Options(data=tmp_path, port=0)
        run_file.write(
            tmp_path, url="http://127.0.0.1:1", address="127.0.0.1", port=1, pids={"supervisor": 2**22}
        )
        first = next(iter(running.check(given, running.current(given))))
        assert first.state is State.WARN
        assert "was killed" in first.means

    def test_a_pid_given_to_somebody_else_is_not_ours(self, tmp_path):
        run_file.write(tmp_path, url="", address="127.0.0.1", port=1, pids={"supervisor": os.getpid()})
        mine = run_file.read(tmp_path)
        assert mine
        assert mine.alive() == {"supervisor": os.getpid()}
        stranger = run_file.Run("", "127.0.0.1", 1, mine.pids, {"supervisor": 1}, {})
        assert stranger.alive() == {}

    def test_a_damaged_run_file_is_none(self, tmp_path):
        (tmp_path / "run.json").write_text('{"url": 1}')
        assert run_file.read(tmp_path) is None


class TestMail:
    def test_without_a_server_it_says_what_that_means(self):
        (finding,) = mail.check(Options())
        assert finding.state is State.WARN
        assert "Nobody is written to" in finding.means
        assert "smtp_url" in finding.mend

    def test_one_that_does_not_answer_is_bad_and_its_password_stays_unsaid(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
        (finding,) = mail.check(Options(smtp_url=f"smtp://owner:secret@127.0.0.1:{settings.EMAIL_PORT}"))
        assert finding.state is State.BAD
        assert "ConnectionRefusedError" in finding.says
        assert "secret" not in str(finding)
