"""Options by `FREEHOLD_*` variables, as a service file gives them; a flag is nearer and wins."""

import json
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from tests.installations import free_port
from tests.launcher.processes import clean_environment
from tests.product import ROOT

pytestmark = pytest.mark.stack


@pytest.fixture
def up() -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Starts it with exactly these flags and variables; each is ended with the test."""
    processes: list[subprocess.Popen[str]] = []

    def begin(*flags: str, **variables: object) -> "subprocess.Popen[str]":
        given = {f"FREEHOLD_{name.upper()}": str(value) for name, value in variables.items()}
        command = [str(ROOT / "freehold"), "up", "--json", *flags]
        environment = clean_environment() | given
        process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        processes.append(process)
        return process

    yield begin
    for process in processes:
        process.terminate()
        process.wait(20)
        process.stdout.close()  # type: ignore[union-attr]


def where(process: "subprocess.Popen[str]") -> tuple[str, str]:
    """The address and the data folder it says it runs at, once its pages answer there."""
    line = json.loads(process.stdout.readline())  # type: ignore[union-attr]
    assert urlopen(f"{line['url']}/health", timeout=10).status == 200
    return line["url"], line["data"]


class TestEnvironment:
    def test_variables_alone_say_where(self, up: Callable[..., Any], data: Path) -> None:
        port = free_port()
        found = where(up(data=data, address="127.0.0.2", port=port))
        assert found == (f"http://127.0.0.2:{port}", str(data))

    def test_a_flag_wins_over_its_variable(self, up: Callable[..., Any], data: Path, tmp_path: Path) -> None:
        elsewhere = tmp_path / "elsewhere"
        with socket.socket() as taken:
            taken.bind(("127.0.0.3", 0))
            taken.listen()
            port = taken.getsockname()[1]
            flags = ("--data", str(data), "--address", "127.0.0.2", "--port", "0")
            url, found = where(up(*flags, data=elsewhere, address="127.0.0.3", port=port))
        assert url.startswith("http://127.0.0.2:")
        assert url != f"http://127.0.0.2:{port}"
        assert found == str(data)
        assert not elsewhere.exists()
