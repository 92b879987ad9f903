"""The launcher before there is anything to import: makes `.venv` from the lock file, starts the real one.

Standard library only, and as little of it as possible, since every command passes through here: when nothing
has changed since the last time this costs a hash of `uv.lock` and one `exec`.
"""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[3]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".freehold"
UV_REQUIREMENTS = Path(__file__).with_name("uv-requirements.txt")
NEED_DEVELOPMENT_TOOLS = ({"test"}, {"bench"}, {"doctor", "--outside"})
"""Words of commands that need them: the last walks pages in a browser."""

MISSING_PACKAGE = 69  # EX_UNAVAILABLE
FAILED = 1


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def stop(text: str, code: int = FAILED) -> NoReturn:
    say(text)
    raise SystemExit(code)


def lock_hash() -> str:
    """Hash of what decides which packages `.venv` holds, and in which versions."""
    return hashlib.sha256((ROOT / "uv.lock").read_bytes() + UV_REQUIREMENTS.read_bytes()).hexdigest()


def read_stamp() -> dict[str, object]:
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def is_current(wanted: str, development: bool) -> bool:
    stamp = read_stamp()
    return (
        stamp.get("lock") == wanted
        and (not development or stamp.get("development") is True)
        and PYTHON.exists()
    )


def environment() -> dict[str, str]:
    """Ours, without what another virtualenv or Python left in it, and with a cache where there is no home."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    kept.pop("VIRTUAL_ENV", None)
    kept["UV_PROJECT_ENVIRONMENT"] = str(VENV)
    kept["UV_PYTHON_DOWNLOADS"] = "never"
    if not (kept.get("UV_CACHE_DIR") or kept.get("XDG_CACHE_HOME")) and not is_writable_folder(
        kept.get("HOME", "")
    ):
        kept["UV_CACHE_DIR"] = str(VENV / "cache")
    return kept


def is_writable_folder(name: str) -> bool:
    return bool(name) and os.path.isdir(name) and os.access(name, os.W_OK)


def run(what: str, command: list[str], timeout: int = 1800) -> None:
    """Raises SystemExit with the command's own last words when it fails."""
    say(what)
    done = subprocess.run(
        command,
        env=environment(),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
    )
    if done.returncode:
        stop(f"{done.stdout.strip()[-2000:]}\n\nThat was: {' '.join(command)}\nMend that and start again.")


def install_venv_package() -> None:
    """Debian ships Python without ensurepip; its package brings it."""
    package = f"python3.{sys.version_info.minor}-venv"
    line = f"apt-get install --yes {package}"
    if os.geteuid() != 0:
        stop(f"Python here cannot make a virtualenv. As root, once:\n    {line}", MISSING_PACKAGE)
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for what, command in (
        ("Asking Debian for its package lists", ["apt-get", "update", "-qq"]),
        (f"Installing {package}", [*line.split(), "--no-install-recommends", "-qq"]),
    ):
        say(what)
        try:
            subprocess.run(command, env=settings, check=True, stdout=subprocess.DEVNULL)
        except (OSError, subprocess.CalledProcessError) as error:
            stop(f"{error}\nPython here cannot make a virtualenv. Mend it with:\n    {line}", MISSING_PACKAGE)


def create_venv() -> None:
    base = os.path.realpath(sys.executable)
    if subprocess.run([base, "-I", "-c", "import ensurepip"], stderr=subprocess.DEVNULL).returncode:
        install_venv_package()
    run("Making a virtualenv", [base, "-I", "-m", "venv", "--clear", str(VENV)])


def works(python: Path) -> bool:
    command = [str(python), "-I", "-c", "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))"]
    try:
        return subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def uv_is_ours() -> bool:
    wanted = UV_REQUIREMENTS.read_text().split("uv==", 1)[1].split()[0]
    try:
        found = subprocess.run([str(VENV / "bin" / "uv"), "--version"], capture_output=True, text=True)
    except OSError:
        return False
    return found.stdout.split()[1:2] == [wanted]


def synchronise(wanted: str, development: bool) -> None:
    development = development or read_stamp().get("development") is True
    if not works(PYTHON):
        create_venv()
    if not uv_is_ours():
        if subprocess.run([str(PYTHON), "-I", "-c", "import pip"], stderr=subprocess.DEVNULL).returncode:
            run("Putting pip into it", [str(PYTHON), "-I", "-m", "ensurepip"])
        pip = [str(PYTHON), "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run(
            "Fetching uv, by hash",
            [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(UV_REQUIREMENTS)],
        )
    # --inexact keeps uv itself, and development tools that an earlier `test` brought.
    groups = ["--group", "dev"] if development else ["--no-dev"]
    sync = [
        str(VENV / "bin" / "uv"),
        "sync",
        "--locked",
        "--inexact",
        "--quiet",
        "--python",
        str(PYTHON),
        *groups,
    ]
    run("Installing Python packages from uv.lock (under a minute, once)", sync)
    let_it_find_our_source()
    STAMP.write_text(json.dumps({"lock": wanted, "development": development}))


def let_it_find_our_source() -> None:
    """A path relative to itself, so that a moved or oddly named checkout still works."""
    for packages in (VENV / "lib").glob("python3.*/site-packages"):
        (packages / "freehold.pth").write_text(os.path.relpath(ROOT / "src", packages) + "\n")


def needs_development_tools(arguments: list[str]) -> bool:
    words = {*arguments[:1], *(word for word in arguments if word.startswith("--"))}
    return "--help" not in words and any(needed <= words for needed in NEED_DEVELOPMENT_TOOLS)


def main() -> None:
    arguments = sys.argv[1:]
    development = needs_development_tools(arguments)
    wanted = lock_hash()
    if not is_current(wanted, development):
        VENV.mkdir(exist_ok=True)
        turn = os.open(VENV, os.O_RDONLY)
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not is_current(wanted, development):
            synchronise(wanted, development)
        os.close(turn)
    os.execv(PYTHON, [str(PYTHON), "-I", "-m", "freehold.cli", *arguments])  # noqa: S606


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        raise SystemExit(130) from None
