"""Ways for media as a browser is told of them: ICE server URLs and candidates.

Pure: reads their text.
"""

import re
from collections.abc import Iterable
from typing import Any

Told = dict[str, Any]
"""`servers` and `candidates` as a browser was told; of its media's `path`: `local`, `protocol`, `remote`."""


def server_host(url: str) -> str:
    """Host of `turn:host:port?transport=…` (RFC 7065) or `stun:…`; an IPv6 address without its brackets."""
    found = re.match(r"(?:stuns?|turns?):(\[[^\]]*\]|[^:?]*)", url)
    return found.group(1).strip("[]") if found else url


def candidate_host(candidate: str) -> str:
    """The connection-address of a candidate line (RFC 8839, 5.1); the whole line where there is none."""
    words = candidate.split()
    return words[4] if len(words) > 4 else candidate


def hosts_of(told: Iterable[Told]) -> set[str]:
    """Every host in ICE server URLs and remote candidates."""
    hosts: set[str] = set()
    for one in told:
        hosts |= {server_host(url) for url in one["servers"]}
        hosts |= {candidate_host(candidate) for candidate in one["candidates"]}
    return hosts
