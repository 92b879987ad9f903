"""What the doctor says, and the code it ends with."""

import os
import socket
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from ipaddress import IPv4Address
from pathlib import Path
from threading import Thread

import pytest
from tests.installations import free_port
from tests.launcher.certificates import certificate

from freehold.addresses.packet_filter import Ruleset
from freehold.cli import nft, run_file
from freehold.cli.doctor import examination, firewall, folders, front, machine, mail, running, turn
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

    def test_it_says_from_where_it_calls(self, settings):
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
        settings.EMAIL_BACKEND = "freehold.smtp.FromPlannedAddress"
        given = Options(
            smtp_url=f"smtp://127.0.0.1:{settings.EMAIL_PORT}", mail_address=IPv4Address("127.0.0.7")
        )
        (finding,) = mail.check(given)
        assert "called from 127.0.0.7" in finding.says


@pytest.fixture
def turn_server(tmp_path: Path) -> Iterator[Options]:
    """Something that read `chain.pem` once, as LiveKit does, and shows it to whoever asks."""
    cert, key = certificate(tmp_path, "127.0.0.1")
    shows = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    shows.load_cert_chain(cert, key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    shows.wrap_socket(listening.accept()[0], server_side=True).close()
                except ssl.SSLError:
                    continue
                except OSError:
                    return

        Thread(target=serve, daemon=True).start()
        yield Options(data=tmp_path, port=0, cert=cert, key=key, turn_tls_port=listening.getsockname()[1])
        listening.shutdown(socket.SHUT_RDWR)


class TestTurnInsideTls:
    def test_the_certificate_that_stands_in_the_file(self, turn_server):
        assert [found.state for found in turn.check(turn_server, 4711)] == [State.OK]

    def test_an_earlier_one_is_said_with_what_to_type(self, turn_server, tmp_path):
        certificate(tmp_path, "127.0.0.1")
        (found,) = turn.check(turn_server, 4711)
        assert found.state is State.WARN
        assert "earlier certificate" in found.says
        assert found.mend.startswith("kill -9 4711")

    def test_a_file_that_was_only_touched_is_no_other(self, turn_server):
        assert turn_server.cert
        os.utime(turn_server.cert, (2**31, 2**31))
        assert [found.state for found in turn.check(turn_server, 4711)] == [State.OK]

    def test_no_answer(self, turn_server):
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        (found,) = turn.check(turn_server.model_copy(update={"turn_tls_port": port}), 4711)
        assert found.state is State.BAD

    def test_a_file_without_a_certificate_could_not_be_found_out(self, turn_server):
        assert turn_server.cert
        turn_server.cert.write_text("half a chain")
        assert [found.state for found in turn.check(turn_server, 4711)] == [State.UNKNOWN]

    def test_nothing_is_said_where_the_front_speaks_it(self, turn_server):
        assert not list(turn.check(turn_server.model_copy(update={"front": True}), 4711))

    def test_nothing_is_said_where_turn_speaks_no_tls(self, turn_server):
        assert not list(turn.check(turn_server.model_copy(update={"turn_tls_port": None}), 4711))


class TestFront:
    @pytest.fixture
    def fronted(self, turn_server):
        """A server that shows a certificate, taken for the front."""
        return turn_server.model_copy(update={"front": True, "port": turn_server.turn_tls_port})

    def test_the_certificate_that_stands_in_the_file(self, fronted):
        assert [found.state for found in front.check(fronted)] == [State.OK]

    def test_an_earlier_one(self, fronted, tmp_path):
        certificate(tmp_path, "127.0.0.1")
        (found,) = front.check(fronted)
        assert found.state is State.WARN
        assert "earlier certificate" in found.says

    def test_turn_on_an_address_of_its_own_that_does_not_answer(self, fronted, monkeypatch):
        monkeypatch.setattr(front, "TURN_PORT", free_port())
        alone = fronted.model_copy(update={"turn_address": IPv4Address("127.0.0.2")})
        assert [found.state for found in front.check(alone)] == [State.OK, State.BAD]

    def test_nothing_is_said_where_there_is_none(self, turn_server):
        assert not list(front.check(turn_server))


@contextmanager
def turn_that_answers(kind: int, error: int | None) -> Iterator[int]:
    """A server that reads one STUN request over TCP and answers so, in two pieces; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            line, _ = listening.accept()
            with line:
                asked = line.recv(2048)
                code = b"" if error is None else struct.pack(">HHHBB", 9, 4, 0, error // 100, error % 100)
                software = struct.pack(">HH3sx", 0x8022, 3, b"own")
                line.sendall(struct.pack(">HH", kind, len(software + code)) + asked[4:20])
                line.sendall(software + code)

        thread = Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(10)


def dropping(*ports: int) -> Ruleset:
    """Rules that let in everything but these TCP ports."""
    chain = {"family": "inet", "table": "own", "name": "input"}
    left = {"payload": {"protocol": "tcp", "field": "dport"}}
    listed: list[dict[str, object]] = [
        {"chain": {**chain, "type": "filter", "hook": "input", "policy": "accept"}}
    ]
    for port in ports:
        expr = [{"match": {"op": "==", "left": left, "right": port}}, {"drop": None}]
        listed.append({"rule": {"family": "inet", "table": "own", "chain": "input", "expr": expr}})
    return Ruleset(listed)


class TestRelayWithoutTls:
    """LiveKit has no address for it but the one for media: behind the front it stands open unless guarded."""

    OWNED = IPv4Address("203.0.113.10")

    def behind_front(self, tmp_path: Path, media: str = "127.0.0.1") -> Options:
        return Options(
            data=tmp_path,
            front=True,
            cert=tmp_path / "c",
            key=tmp_path / "k",
            media_address=IPv4Address(media),
        )

    def test_nobody_listens_where_the_front_hands_on(self, tmp_path):
        (found,) = firewall.relay(self.behind_front(tmp_path), free_port())
        assert found.state is State.BAD

    @pytest.mark.parametrize(
        ("kind", "error", "state", "said"),
        [
            (0x0113, 401, State.OK, "only this machine"),
            (0x0103, None, State.BAD, "anybody is given a relay"),
            (0x0113, 400, State.BAD, "no TURN server"),
        ],
    )
    def test_it_is_asked_for_a_relay_as_a_stranger_would(self, tmp_path, kind, error, state, said):
        with turn_that_answers(kind, error) as port:
            (found,) = firewall.relay(self.behind_front(tmp_path), port)
        assert found.state is state
        assert said in found.says

    def test_another_program_there_is_not_taken_for_it(self, tmp_path, turn_server):
        (found,) = firewall.relay(self.behind_front(tmp_path), turn_server.turn_tls_port)
        assert found.state is State.BAD
        assert "no TURN server" in found.says

    def test_without_a_front_nothing_is_said(self, tmp_path):
        assert not list(firewall.relay(Options(data=tmp_path), 5349))
        assert not list(firewall.relay(self.behind_front(tmp_path), None))

    def test_rules_that_close_it_and_rules_that_do_not(self):
        assert firewall.judged(self.OWNED, 5349, lambda: dropping(5349)).state is State.OK
        open_to_all = firewall.judged(self.OWNED, 5349, lambda: dropping(22))
        assert open_to_all.state is State.WARN
        assert "nft -f plan/freehold.nft" in open_to_all.mend

    def test_what_only_root_is_told_leaves_at_worst_what_was_tried(self):
        def not_told() -> Ruleset:
            raise nft.NotTold("only root may ask for the firewall's rules")

        found = firewall.judged(self.OWNED, 5349, not_told)
        assert found.state is State.WARN
        assert "refuses who is in no session" in found.says
        assert "only root" in found.says
        assert "nc -z -w 3 203.0.113.10 5349" in found.mend

    def test_the_media_port_is_closed_everywhere_else_or_it_is_not(self, tmp_path):
        given = self.behind_front(tmp_path, media="203.0.113.11")
        assert firewall.keeps_out(given, 7881, ask=lambda: dropping(7881))
        assert not firewall.keeps_out(given, 7881, ask=lambda: dropping(7882))


class TestFirewallsRules:
    @pytest.mark.parametrize(
        ("script", "why"),
        [
            ("echo refused >&2; exit 1", "only root"),
            ("echo '{}'", "not understood"),
            ("echo '<html>'", "not understood"),
        ],
    )
    def test_a_program_that_tells_none(self, tmp_path, monkeypatch, script, why):
        program = tmp_path / "nft"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
        with pytest.raises(nft.NotTold, match=why):
            nft.loaded()

    def test_none_installed(self, monkeypatch, tmp_path):
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(nft, "BESIDE_PATH", str(tmp_path / "nft"))
        with pytest.raises(nft.NotTold, match="not installed"):
            nft.loaded()
