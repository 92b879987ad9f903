"""Packages that come from Debian, because no lock file of ours can bring them."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from .failure import LACKING, Stop
from .progress import step


@dataclass(frozen=True)
class Package:
    """Installed when one of `proofs` is there: an absolute path, wildcards allowed, or a command on PATH."""

    name: str
    proofs: tuple[str, ...]
    why: str

    def is_installed(self) -> bool:
        return any(_is_there(proof) for proof in self.proofs)


CHROMIUM = Package(
    "chromium-headless-shell",
    ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium"),
    "a browser to look with",
)
QUICK_CHROMIUM = Package("chromium-headless-shell", ("/usr/bin/chromium-headless-shell",), "browser tests")
FONTS = Package(
    "fonts-liberation", ("/usr/share/fonts/truetype/liberation*",), "readable text in browser tests"
)
POSTGRESQL = Package("postgresql", ("/usr/lib/postgresql/*/bin/initdb", "initdb"), "tests on PostgreSQL")
IPROUTE = Package("iproute2", ("ip", "/usr/sbin/ip"), "tests on an owned address")
NFTABLES = Package("nftables", ("nft", "/usr/sbin/nft"), "tests on an owned address with UDP cut off")
PANGO = (
    Package("libpango-1.0-0", ("/usr/lib/*/libpango-1.0.so.0",), "reports as PDF"),
    Package("libpangoft2-1.0-0", ("/usr/lib/*/libpangoft2-1.0.so.0",), "reports as PDF"),
    Package("libharfbuzz-subset0", ("/usr/lib/*/libharfbuzz-subset.so.0",), "reports as PDF"),
)
RBLDNSD = Package("rbldnsd", ("rbldnsd", "/usr/sbin/rbldnsd"), "tests of DNS lists")
UNBOUND = Package("unbound", ("unbound", "/usr/sbin/unbound"), "tests of DNS lists through a resolver")
DNSPERF = Package("dnsperf", ("dnsperf",), "the benchmark of DNS lists")
HAPROXY = Package("haproxy", ("haproxy", "/usr/sbin/haproxy"), "TLS that is renewed without a dropped line")
PEBBLE = Package("pebble", ("pebble",), "tests of certificates from an authority")
FOR_TESTS = (
    *(QUICK_CHROMIUM, FONTS, POSTGRESQL, IPROUTE, NFTABLES),
    *(*PANGO, RBLDNSD, UNBOUND, DNSPERF, HAPROXY, PEBBLE),
)


def _is_there(proof: str) -> bool:
    if proof.startswith("/"):
        return any(Path("/").glob(proof.lstrip("/")))
    return shutil.which(proof) is not None


def missing(packages: Sequence[Package]) -> list[Package]:
    return [package for package in packages if not package.is_installed()]


def install_line(packages: Sequence[Package]) -> str:
    """What root types."""
    return "apt-get install --yes --no-install-recommends " + " ".join(package.name for package in packages)


def install(packages: Sequence[Package]) -> None:
    """Install them, as root.

    Raises:
        Stop: this is not root, there is no apt-get, or it failed; the text names the line to type.
    """
    line = install_line(packages)
    wanted = ", ".join(f"{package.name} ({package.why})" for package in packages)
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"Missing: {wanted}. As root:\n    {line}", LACKING)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for what, command in (
        ("Asking Debian for its package lists", ["apt-get", "update", "-qq"]),
        (f"Installing {', '.join(package.name for package in packages)}", [*line.split(), "-qq"]),
    ):
        with step(what):
            done = subprocess.run(
                command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
            )
        if done.returncode:
            raise Stop(f"{done.stdout.strip()[-1500:]}\nMissing: {wanted}. As root:\n    {line}", LACKING)
