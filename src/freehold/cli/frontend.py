"""Builds the pages' scripts and styles with Vite when their sources changed."""

import fcntl
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from freehold.config.options import ROOT
from freehold.processes import die_with_parent

from . import fingerprint
from .failure import LACKING, Stop
from .progress import step

FOLDER = ROOT / "frontend"
SOURCE = ROOT / "src" / "freehold"
BUILT = SOURCE / "web" / "static" / "built"
STAMP = BUILT / ".stamp"
MODULES = FOLDER / "node_modules"
MODULES_STAMP = MODULES / ".freehold"
OLDEST_NODE = (20, 19)

NODE_HELP = """Freehold's pages are built once with Node.js {oldest} or newer; here it is {found}.
Debian 12's own Node.js is 18, so it comes from nodejs.org, as root:
    apt-get install --yes ca-certificates curl gnupg
    curl -fsSL https://deb.nodesource.com/setup_20.x | bash -
    apt-get install --yes nodejs
On Debian 13: apt-get install --yes nodejs npm"""


def build_if_changed() -> None:
    """Leaves `web/static/built` fitting the sources; a copy that ships it built needs no Node.js.

    Raises:
        Stop: Node.js is missing or too old, or the build failed.
    """
    if fingerprint.is_stamped(STAMP, source_hash()):
        return
    turn = os.open(FOLDER, os.O_RDONLY)
    try:
        fcntl.flock(turn, fcntl.LOCK_EX)
        wanted = source_hash()
        if not fingerprint.is_stamped(STAMP, wanted):
            refuse_without_node()
            install_modules()
            with step("Building scripts and styles"):
                _run(["npm", "run", "--silent", "build"])
            STAMP.write_text(wanted)
    finally:
        os.close(turn)


def install_modules() -> None:
    """`npm ci`, when the lock file changed since the last time."""
    wanted = fingerprint.of_files([FOLDER / "package-lock.json"], under=FOLDER)
    if fingerprint.is_stamped(MODULES_STAMP, wanted):
        return
    with step("Installing front-end packages from package-lock.json"):
        _run(["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error"])
    MODULES_STAMP.write_text(wanted)


def source_hash() -> str:
    return fingerprint.of_files(_sources(), under=ROOT)


def _sources() -> Iterator[Path]:
    """What Vite reads: the front end, and the templates that Tailwind looks through for classes."""
    for folder, inner, names in os.walk(FOLDER):
        inner[:] = [name for name in inner if name != "node_modules" and not name.startswith(".")]
        yield from (Path(folder, name) for name in names if not name.startswith("."))
    yield from SOURCE.glob("*/templates/**/*.html")


def node_version() -> tuple[int, ...]:
    """(20, 19, 2), or () without Node.js."""
    if not shutil.which("node"):
        return ()
    said = subprocess.run(["node", "--version"], capture_output=True, text=True).stdout
    match = re.match(r"v(\d+)\.(\d+)\.(\d+)", said)
    return tuple(int(part) for part in match.groups()) if match else ()


def node_help() -> str:
    found = ".".join(map(str, node_version())) or "missing"
    return NODE_HELP.format(oldest=".".join(map(str, OLDEST_NODE)), found=found)


def refuse_without_node() -> None:
    if node_version() < OLDEST_NODE:
        raise Stop(node_help(), LACKING)
    if not shutil.which("npm"):
        raise Stop("Node.js is here, but npm is not. As root:\n    apt-get install --yes npm", LACKING)


def _run(command: list[str]) -> None:
    done = subprocess.run(
        command,
        cwd=FOLDER,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=die_with_parent,
    )
    if done.returncode:
        raise Stop(f"{done.stdout.strip()[:3000]}\n\nThat was `{' '.join(command)}` in {FOLDER}.")
