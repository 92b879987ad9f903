"""Finds LiveKit's server program, or builds it once from the pinned Go module in `livekit/`."""

import fcntl
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from freehold.config.options import ROOT
from freehold.processes import die_with_parent

from . import fingerprint
from .folders import cache_folder
from .progress import Report, step

MODULE = ROOT / "livekit"
PACKAGE = "github.com/livekit/livekit-server/cmd/server"
FLAGS = ("-mod=readonly", "-trimpath", "-buildvcs=false")
NAME = "livekit-server"
OLDEST, TOO_NEW = (1, 13, 5), (1, 14, 0)
OLDEST_GO = (1, 26)


class Missing(Exception):
    """No media server can be had here; the text says why and what to do."""


def find() -> Path | None:
    """The program, where it is there already: on PATH if its version fits, else in the cache."""
    on_path = shutil.which(NAME)
    if on_path and OLDEST <= version_of(Path(on_path)) < TOO_NEW:
        return Path(on_path)
    built = cached_path()
    return built if os.access(built, os.X_OK) else None


def find_or_build() -> Path:
    """The program, built first if it must be.

    Raises:
        Missing: there is no Go compiler and none can be fetched, or the build failed.
    """
    found = find()
    if found:
        return found
    target = cached_path()
    target.parent.mkdir(parents=True, exist_ok=True)
    with (target.parent / "lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)  # two copies that start together build once
        if not os.access(target, os.X_OK):
            _build(target)
    return target


def cached_path() -> Path:
    """Named by content, so that every copy of the project with the same module shares one program."""
    environment = f"{sys.platform} {platform.machine()} {FLAGS}"
    key = fingerprint.of_files([MODULE / "go.mod", MODULE / "go.sum"], under=MODULE, also=environment)
    return cache_folder() / "livekit" / key[:24] / NAME


def version_of(program: Path) -> tuple[int, ...]:
    """(1, 13, 5), or () when the program does not say."""
    return _version([str(program), "--version"], r"version (\d+)\.(\d+)\.(\d+)")


def is_as_built(program: Path) -> bool | None:
    """Whether the cached program is, byte for byte, the one that was built; None for one from PATH."""
    try:
        noted = json.loads((program.parent / "build.json").read_text())["sha256"]
    except (OSError, ValueError, KeyError):
        return None
    return bool(noted == _sha256(program))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _version(command: Sequence[str], pattern: str) -> tuple[int, ...]:
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=20).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    match = re.search(pattern, said)
    return tuple(int(part) for part in match.groups()) if match else ()


def _build(target: Path) -> None:
    go = _go()
    environment = _go_environment(go)
    fresh = target.with_name(f".{NAME}.{os.getpid()}")
    with step("Building the media server (about 100 s, once)") as report:
        packages = _count_packages(go, environment)
        command = [go, "build", "-v", *FLAGS, "-o", str(fresh), PACKAGE]
        failure = _run_counting(command, environment, packages, report)
        if failure is not None:
            fresh.unlink(missing_ok=True)
            raise Missing(f"LiveKit could not be built in {MODULE}:\n{failure}")
    found = version_of(fresh)
    if not OLDEST <= found < TOO_NEW:
        fresh.unlink(missing_ok=True)
        raise Missing(f"The build in {MODULE} gave version {found}, which does not fit")
    note = {
        "sha256": _sha256(fresh),
        "go": _version([go, "version"], r"go(\d+)\.(\d+)(?:\.(\d+))?"),
        "flags": FLAGS,
    }
    (target.parent / "build.json").write_text(json.dumps(note) + "\n")
    fresh.rename(target)
    shutil.rmtree(_scratch(), ignore_errors=True)


def _run_counting(command: Sequence[str], environment: dict[str, str], of: int, report: Report) -> str | None:
    """None when it went well, else its last words. `go build -v` names each package as it is compiled."""
    lines: list[str] = []
    with subprocess.Popen(
        command,
        cwd=MODULE,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=die_with_parent,
    ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            lines.append(line.rstrip())
            report(min(len(lines), of), of)
    return "\n".join(lines[-12:]) if process.returncode else None


def _count_packages(go: str, environment: dict[str, str]) -> int:
    command = [go, "list", "-deps", "-mod=readonly", PACKAGE]
    done = subprocess.run(command, cwd=MODULE, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"Go could not read or fetch the modules of {MODULE}:\n{done.stderr.strip()[-1500:]}")
    return len(done.stdout.splitlines())


def _go() -> str:
    on_path = shutil.which("go")
    if on_path and _go_version(on_path) >= OLDEST_GO:
        return on_path
    from . import go_toolchain

    return go_toolchain.fetched()


def _go_version(go: str) -> tuple[int, ...]:
    return _version([go, "version"], r"go(\d+)\.(\d+)")


def _scratch() -> Path:
    return cache_folder() / "go"


def _go_environment(go: str) -> dict[str, str]:
    """The user's own module cache where there is one; else ours, emptied again after the build (1 GB)."""
    environment = {**os.environ, "GOTOOLCHAIN": "local", "CGO_ENABLED": "0", "GOFLAGS": "", "GOWORK": "off"}
    if not environment.get("HOME"):
        environment["HOME"] = str(_scratch())
    command = [go, "env", "GOMODCACHE"]
    theirs = subprocess.run(command, env=environment, capture_output=True, text=True).stdout.strip()
    if not theirs or not os.path.isdir(theirs) or not os.access(theirs, os.W_OK):
        environment |= {"GOMODCACHE": str(_scratch() / "mod"), "GOCACHE": str(_scratch() / "build")}
        environment["GOFLAGS"] = "-modcacherw"  # so that it can be removed again
    return environment
