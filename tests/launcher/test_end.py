"""However it ends, nothing is left: Ctrl-C, SIGTERM, SIGKILL, and the start after that."""

import signal

import pytest

from tests.launcher.processes import await_ended, await_until, clean_environment, kill, of_installation

pytestmark = pytest.mark.stack


class TestEnd:
    @pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
    def test_it_ends_cleanly_when_asked(self, run, data, number):
        product = run()
        product.process.send_signal(number)
        assert product.process.wait(15) == 0
        assert of_installation(data) == set()
        assert not (data / "run.json").exists()

    def test_kill_9_of_the_supervisor_leaves_nothing(self, run, data):
        product = run()
        everything = of_installation(data)
        assert len(everything) >= 4, "supervisor, web and its own child, worker, media"
        kill(product.pids["supervisor"])
        product.process.wait(5)
        await_ended(everything, within=5)

    def test_the_next_start_works_on_what_a_killed_one_left(self, run, data):
        product = run()
        kill(product.pids["supervisor"])
        product.process.wait(5)
        assert (data / "run.json").exists()
        again = run()
        assert again.pids["supervisor"] != product.pids["supervisor"]

    def test_kill_9_while_it_is_starting_leaves_nothing(self, data):
        import subprocess

        from tests.product import ROOT

        command = [str(ROOT / "freehold"), "up", "--json", "--port", "0", "--data", str(data)]
        process = subprocess.Popen(
            command, env=clean_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        await_until(lambda: len(of_installation(data)) >= 2, "a first child")
        everything = of_installation(data) | {process.pid}
        process.kill()
        process.wait(5)
        await_ended(everything, within=5)
        await_until(lambda: not of_installation(data), "the end of what was just being started", within=5)
