"""A PostgreSQL cluster of its own for a run of the tests: Debian's binaries, a temporary folder, no port.

    python -m tests.postgres -- pytest -m "not browser"

runs the command with `FREEHOLD_TEST_DATABASE_URL` set and ends with its exit code; with 77, loudly, where
PostgreSQL is not installed.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psycopg

from freehold.processes import die_with_parent

SKIPPED = 77  # automake's word for "not run"
WITHIN = 30  # seconds

# Nobody keeps this data: what costs time for the sake of a power cut is off.
CARELESS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "wal_level=minimal",
    "max_wal_senders=0",
    "max_wal_size=4GB",
    "checkpoint_timeout=1h",
    "autovacuum=off",
    "max_connections=300",
)


class NotInstalled(Exception):
    """There is no PostgreSQL server on this machine; the message names the package."""


def binaries() -> Path:
    """Folder of the newest installed server.

    Raises:
        NotInstalled
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    if found:
        return found[-1].parent
    if on_path := shutil.which("initdb"):
        return Path(on_path).resolve().parent
    raise NotInstalled("PostgreSQL is not installed (Debian: apt-get install postgresql)")


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """The URL of an empty database in a fresh cluster, which ends with the block, or with this process.

    `initdb` refuses root, so root lends the work to the user `postgres` in a folder that it may read.
    """
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="freehold-postgres-", dir="/tmp"))
    as_user: dict[str, object] = {}
    if os.geteuid() == 0:
        user = pwd.getpwnam("postgres")
        os.chown(folder, user.pw_uid, user.pw_gid)
        as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    folder.chmod(0o755)
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", "freehold", "-A", "trust", "-E", "UTF8", "-N"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **as_user,
        )  # fmt: skip
        settings = [part for setting in CARELESS for part in ("-c", setting)]
        with (folder / "log").open("w") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-k", folder, "-h", "", *settings],
                stdout=log, stderr=log, cwd=folder, preexec_fn=_end_at_once_with_us, **as_user,
            )  # fmt: skip
        try:
            yield _create(folder, server)
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(WITHIN)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _end_at_once_with_us() -> None:
    die_with_parent(by=signal.SIGQUIT)


def _create(folder: Path, server: "subprocess.Popen[bytes]") -> str:
    waiting = WITHIN * 10
    while True:
        try:
            with psycopg.connect(
                f"host={folder} user=freehold dbname=postgres", autocommit=True
            ) as connection:
                connection.execute("CREATE DATABASE freehold")
                return f"postgres://freehold@{quote(str(folder), safe='')}/freehold"
        except psycopg.OperationalError:
            waiting -= 1
            if waiting == 0 or server.poll() is not None:
                raise RuntimeError((folder / "log").read_text()) from None
            time.sleep(0.1)


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda number, stack: sys.exit(128 + number))
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    try:
        with cluster() as url:
            environment = os.environ | {"FREEHOLD_TEST_DATABASE_URL": url}
            return subprocess.run(command, env=environment, check=False).returncode
    except NotInstalled as missing:
        sys.stderr.write(f"\n*** SKIPPED: the tests on PostgreSQL did not run. {missing} ***\n\n")
        return SKIPPED


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
