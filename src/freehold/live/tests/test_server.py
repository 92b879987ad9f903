"""The stream through the real web server, with more than one process publishing."""

import http.client
import json
import os
import signal
import socket
import threading
from contextlib import contextmanager, suppress

import pytest
from tests.installations import await_until, free_port

from freehold.live.tests.reader import frames_of

COUNT = """
from freehold import live
for number in range({count}):
    live.publish({topic!r}, "counted", number=number, by={by})
"""


class Browser:
    """One `EventSource` over a real socket, read by a thread. HTTP/1.0, so that the body comes as it is."""

    def __init__(self, port, who, last_event_id=None):
        self.text, self.closed = "", False
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        seen = f"Last-Event-ID: {last_event_id}\r\n" if last_event_id is not None else ""
        asked = f"GET /live HTTP/1.0\r\nHost: localhost\r\nCookie: who={who}\r\n{seen}\r\n"
        self.socket.sendall(asked.encode())
        self.reading = threading.Thread(target=self._read)
        self.reading.start()

    def _read(self):
        with suppress(OSError):
            while part := self.socket.recv(65536):
                self.text += part.decode()
        self.closed = True

    def leave(self):
        with suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)
        self.reading.join(10)
        self.socket.close()

    def heard(self, name="counted"):
        return [frame for frame in frames_of(self.text) if frame.name == name]


@pytest.fixture
def server(installation):
    installation.settings = "freehold.live.tests.settings"
    port = free_port()
    return installation, port, installation.serve(port)


@contextmanager
def listening(port, who, last_event_id=None):
    browser = Browser(port, who, last_event_id)
    await_until(lambda: browser.heard("hello"))
    yield browser
    browser.leave()


def ask(port, path):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path)
    answer = connection.getresponse().read()
    connection.close()
    return answer


class TestServer:
    def test_two_processes_publish_and_nothing_is_lost_doubled_or_out_of_order(self, server):
        installation, port, _ = server
        with listening(port, "dana") as dana, listening(port, "sam") as sam:
            other = threading.Thread(
                target=installation.run, args=[COUNT.format(count=100, topic="person:dana", by=0)]
            )
            other.start()
            for _ in range(10):
                ask(port, "/publish?topic=person:dana&count=10")
            other.join()
            await_until(lambda: len(dana.heard()) >= 200)
            heard = dana.heard()
            assert len(heard) == 200
            positions = [frame.at for frame in heard]
            assert positions == sorted(set(positions))
            theirs = [frame.data["number"] for frame in heard if frame.data["by"] == 0]
            assert theirs == list(range(100))
            assert sam.heard() == []

    def test_a_browser_that_lost_its_server_is_told_what_it_missed(self, server):
        installation, port, process = server
        with listening(port, "dana") as dana:
            ask(port, "/publish?topic=person:dana&count=3")
            await_until(lambda: len(dana.heard()) == 3)
            seen = dana.heard()[-1].at
            process.kill()
            process.wait()
            await_until(lambda: dana.closed)
        installation.run(COUNT.format(count=2, topic="person:dana", by=0))
        installation.serve(port)
        with listening(port, "dana", seen) as again:
            await_until(lambda: len(again.heard()) == 2)
            assert min(frame.at for frame in again.heard()) > seen

    def test_nothing_serves_on_when_the_server_is_killed(self, server):
        """Granian's own worker would; the parent's death ends it."""
        _, _, process = server
        serving = int(children_of(process.pid)[0])
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        await_until(lambda: not is_alive(serving))

    def test_it_stops_promptly_with_streams_open(self, server):
        _, port, process = server
        with listening(port, "dana") as dana:
            process.terminate()
            await_until(lambda: dana.closed)
            assert process.wait(10) == 0
            assert dana.text.endswith("\n\n"), "it ended between frames, not in one"

    def test_a_closed_window_leaves_nothing_behind(self, server):
        _, port, _ = server
        with listening(port, "sam"):
            threads = json.loads(ask(port, "/inside?who=dana"))["threads"]
            for _ in range(12):
                with listening(port, "dana"):
                    pass
            await_until(lambda: json.loads(ask(port, "/inside?who=dana"))["streams"] == 0)
            # Page threads and the four of the stream start as they are needed; none is there per stream.
            assert json.loads(ask(port, "/inside?who=dana"))["threads"] <= threads + 16 + 4

    def test_many_idle_streams_hold_no_thread(self, server):
        _, port, _ = server
        browsers = [Browser(port, f"p{number}") for number in range(60)]
        await_until(lambda: all(browser.heard("hello") for browser in browsers))
        assert json.loads(ask(port, "/inside?who=p1"))["threads"] <= 1 + 1 + 4 + 16
        for browser in browsers:
            browser.leave()

    def test_revoking_in_another_process_ends_it(self, server):
        installation, port, _ = server
        with listening(port, "dana") as dana, listening(port, "sam") as sam:
            (installation.data / "revoked").write_text("dana")
            await_until(lambda: dana.closed)
            assert not sam.closed

    def test_a_stuck_reader_costs_the_others_nothing(self, server):
        _, port, _ = server
        stuck = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        stuck.request("GET", "/live", headers={"Cookie": "who=dana"})
        with listening(port, "sam") as sam:
            for _ in range(20):
                ask(port, "/publish?topic=practice:staff&count=100")
            await_until(lambda: len(sam.heard()) == 2000)
        stuck.close()


def children_of(pid):
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return file.read().split()


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False
