"""Two hosts on one machine: a practice on an owned address and a home, joined by one wire.

This is the honest stage for "no third party": the practice's host has 203.0.113.10 (RFC 5737) and its own
loopback, nothing else; the home can reach that address and nothing else; neither has a route out.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from tests.browsers import CHROMIUM

PRACTICE_ADDRESS = "203.0.113.10"
HOME_ADDRESS = "203.0.113.77"

_raised = count()


def why_not() -> str:
    """Why this machine has no stage for these tests, or an empty string."""
    if os.geteuid() != 0:
        return "network namespaces need root"
    for program in ("ip", "tc", "nft"):
        if shutil.which(program) is None:
            return f"`{program}` is not installed (Debian: iproute2, nftables)"
    probe = f"freehold-probe-{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", probe], capture_output=True, check=False).returncode:
        return "this machine does not allow network namespaces"
    subprocess.run(["ip", "netns", "del", probe], check=True)
    return ""


@dataclass(frozen=True)
class Stage:
    practice: str
    home: str
    folder: Path

    def inside(self, namespace: str) -> tuple[str, ...]:
        return ("ip", "netns", "exec", namespace)

    def run(self, namespace: str, *command: str, given: str | None = None) -> str:
        done = subprocess.run(
            [*self.inside(namespace), *command], input=given, capture_output=True, text=True, check=True
        )
        return done.stdout

    def browser_at(self, namespace: str) -> str:
        """Path of a program that is Chromium on that host."""
        program = self.folder / f"chromium-{namespace}"
        program.write_text(f'#!/bin/sh\nexec ip netns exec {namespace} {CHROMIUM} "$@"\n')
        program.chmod(0o755)
        return str(program)

    def refuse(self, *rules: str) -> None:
        """Let the practice's host drop what comes in and matches, e.g. `udp dport 1-65535` (nft's words)."""
        self.allow_everything()
        lines = "\n".join(f"    {rule} drop" for rule in rules)
        chain = f"type filter hook input priority 0;\n    iifname lo accept\n{lines}"
        table = f"table inet cut {{\n  chain input {{\n    {chain}\n  }}\n}}\n"
        self.run(self.practice, "nft", "-f", "-", given=table)

    def lose(self, percent: int) -> None:
        """Let so many of a hundred media packets that leave the home get lost, by chance."""
        self.refuse(f"meta l4proto udp numgen random mod 100 < {percent}")

    def narrow(self, kilobits: int) -> None:
        """Let all windows at home together send so many kilobits a second; what would wait long is lost."""
        bucket = ("tbf", "rate", f"{kilobits}kbit", "burst", "5kb", "latency", "400ms")
        self.run(self.home, "tc", "qdisc", "replace", "dev", self.wire_of(self.home), "root", *bucket)

    def allow_everything(self) -> None:
        self.run(self.practice, "nft", "flush", "ruleset")

    def widen(self) -> None:
        self.run(self.home, "tc", "qdisc", "del", "dev", self.wire_of(self.home), "root")

    def wire_of(self, namespace: str) -> str:
        """The name of a host's only link beside its loopback."""
        return self.run(namespace, "ip", "-br", "link", "show", "type", "veth").split("@")[0]


@contextmanager
def raised(folder: Path) -> Iterator[Stage]:
    """Build the stage and take it down again, whatever happens in between."""
    mark = f"{os.getpid():x}-{next(_raised)}"
    stage = Stage(practice=f"fh-practice-{mark}", home=f"fh-home-{mark}", folder=folder)
    wires = (f"fhp{mark}"[:15], f"fhh{mark}"[:15])
    hosts = ((stage.practice, wires[0], PRACTICE_ADDRESS), (stage.home, wires[1], HOME_ADDRESS))
    made: list[str] = []
    try:
        for namespace, _, _ in hosts:
            subprocess.run(["ip", "netns", "add", namespace], check=True)
            made.append(namespace)
        subprocess.run(["ip", "link", "add", wires[0], "type", "veth", "peer", "name", wires[1]], check=True)
        for namespace, wire, address in hosts:
            subprocess.run(["ip", "link", "set", wire, "netns", namespace], check=True)
            stage.run(namespace, "ip", "address", "add", f"{address}/24", "dev", wire)
            stage.run(namespace, "ip", "link", "set", wire, "up")
            stage.run(namespace, "ip", "link", "set", "lo", "up")
        yield stage
    finally:
        for namespace in made:
            subprocess.run(["ip", "netns", "del", namespace], check=False)
