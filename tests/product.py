"""The whole product, started by its own launcher, for browser tests and benchmarks."""

import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Building LiveKit takes about 100 s on two cores, once.
READY_WITHIN = 600.0


@dataclass
class Product:
    """A running `./freehold up --demo`; `people` maps a person's name to the path of a fresh sign-in link."""

    url: str
    data: Path
    pids: dict[str, int]
    people: list[dict[str, str]]
    setup_link: str | None
    process: "subprocess.Popen[str]"
    log: Path
    ready_after: float
    """Seconds from the start of the command to its line of JSON."""

    def link(self, name: str) -> str:
        return next(person["link"] for person in self.people if person["name"] == name)

    def child(self, name: str) -> int:
        """The process of that name under the supervisor, which may have been started again since.

        Raises:
            AssertionError: there is none just now.
        """
        for pid, parent, command in processes():
            if parent == self.pids["supervisor"] and name in command:
                return pid
        raise AssertionError(f"no {name} under the supervisor")

    def settings(self) -> dict[str, str]:
        """The `FREEHOLD_*` settings that the launcher gave to the web process, without their prefix."""
        environment = Path(f"/proc/{self.pids['web']}/environ").read_bytes().decode().split("\0")
        pairs = (
            line.removeprefix("FREEHOLD_").split("=", 1)
            for line in environment
            if line.startswith("FREEHOLD_")
        )
        return {name.lower(): value for name, value in pairs}

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)


def processes() -> list[tuple[int, int, str]]:
    """(process id, its parent's, command line) of everything that runs."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as stat, open(f"/proc/{name}/cmdline") as cmdline:
                    fields = stat.read().rsplit(")", 1)[1].split()
                    found.append((int(name), int(fields[1]), cmdline.read().replace("\0", " ")))
            except OSError:
                continue
    return found


def _environment(extra: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("FREEHOLD_", "DJANGO_"))
    }
    # An audit of addresses asks the world; here it reads what it has.
    return kept | {"FREEHOLD_ADDRESSES_ASK": "false"} | dict(extra)


def start(
    *flags: str, data: Path, environment: Mapping[str, str] | None = None, prefix: tuple[str, ...] = ()
) -> Product:
    """Start the product and wait for its line of JSON.

    Raises:
        RuntimeError: it ended, or did not answer in time; the message carries the end of its log.
    """
    data.mkdir(parents=True, exist_ok=True)
    log = data.with_name(f"{data.name}.log")
    begun = time.monotonic()
    with log.open("a") as errors:
        process = subprocess.Popen(
            [*prefix, str(ROOT / "freehold"), "up", "--json", "--data", str(data), *flags],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            env=_environment(environment or {}),
        )
    lines: list[str] = []
    assert process.stdout is not None
    reader = threading.Thread(target=lambda: lines.append(process.stdout.readline()), daemon=True)
    reader.start()
    reader.join(READY_WITHIN)
    if not lines or not lines[0].strip():
        process.kill()
        process.wait(5)
        raise RuntimeError(f"`up` did not answer:\n{log.read_text()[-4000:]}")
    line = json.loads(lines[0])
    return Product(
        url=line["url"],
        data=Path(line["data"]),
        pids=line["pids"],
        people=line["people"],
        setup_link=line["setup_link"],
        process=process,
        log=log,
        ready_after=time.monotonic() - begun,
    )


@contextmanager
def demo(*flags: str, environment: Mapping[str, str] | None = None) -> Iterator[Product]:
    """A demo practice on a free port in a folder that is thrown away."""
    with tempfile.TemporaryDirectory(prefix="freehold-demo-") as folder:
        product = start("--demo", "--port", "0", *flags, data=Path(folder) / "data", environment=environment)
        try:
            yield product
        finally:
            product.stop()
