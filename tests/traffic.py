"""What a browser was told to reach and what it did reach: ICE in the page, and Chromium's own network log."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.visit import SOON, Window

# Notes what a page is told to reach, before livekit-client uses it.
NOTE_ICE = """
(() => {
    window.ice = { servers: [], candidates: [] };
    const note = (description) => {
        for (const line of (description?.sdp ?? "").split("\\r\\n"))
            if (line.startsWith("a=candidate")) window.ice.candidates.push(line.slice(2));
    };
    window.connections = [];
    window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(configuration, ...more) {
            super(POLICY ? { ...configuration, iceTransportPolicy: POLICY } : configuration, ...more);
            window.ice.servers.push(...(configuration?.iceServers ?? []).flatMap((server) => server.urls));
            window.connections.push(this);
        }
        setConfiguration(configuration) {
            window.ice.servers.push(...(configuration?.iceServers ?? []).flatMap((server) => server.urls));
            super.setConfiguration(POLICY ? { ...configuration, iceTransportPolicy: POLICY } : configuration);
        }
        setRemoteDescription(given) { note(given); return super.setRemoteDescription(given); }
        addIceCandidate(candidate) {
            if (candidate?.candidate) window.ice.candidates.push(candidate.candidate);
            return super.addIceCandidate(candidate);
        }
    };
    window.path = async () => {
        for (const connection of window.connections) {
            const stats = [...(await connection.getStats()).values()];
            const pair = stats.find((row) => row.type === "candidate-pair" && row.nominated
                                             && row.state === "succeeded");
            if (pair) {
                const [local, remote] = [pair.localCandidateId, pair.remoteCandidateId]
                    .map((id) => stats.find((row) => row.id === id));
                return { local: local.candidateType, protocol: local.protocol, remote: remote.address };
            }
        }
        return null;
    };
})();
"""


IPV6_PROBE = "2001:4860:4860::8888"
"""Where Chromium points a socket, without sending, to learn whether this machine has a route for IPv6."""


def note_ice(policy: str = "") -> str:
    """Script for a page to run first; `policy` "relay" lets it use nothing but TURN."""
    return NOTE_ICE.replace("POLICY", json.dumps(policy))


def told(window: Window) -> dict[str, Any]:
    """What a browser was told about ICE, and the path its media takes."""
    window.page.wait_for_function("async () => (await window.path()) !== null", timeout=SOON, polling=200)
    return window.page.evaluate("async () => ({ ...window.ice, path: await window.path() })")


def hosts_of(told: list[dict[str, Any]]) -> set[str]:
    """Every host in ICE server URLs and remote candidates."""
    hosts: set[str] = set()
    for one in told:
        hosts |= {re.split(r"[:?]", url)[1] for url in one["servers"]}
        hosts |= {candidate.split()[4] for candidate in one["candidates"]}
    return hosts


def log_to(path: Path) -> tuple[str, ...]:
    """Flags that make Chromium write down everything its network stack does (NetLog)."""
    return (f"--log-net-log={path}",)


@dataclass
class Log:
    """Hosts in a browser's network log."""

    by_pages: set[str] = field(default_factory=set)
    """Asked for by a page, a frame or a worker of one."""
    by_sockets: set[str] = field(default_factory=set)
    """Addresses that a socket of the browser was connected to: pages, media, all."""


def read_log(path: Path) -> Log:
    """What Chromium wrote down. Read it after the browser has closed: only then is it whole.

    Chromium also looks after itself whatever page is open: it asks its maker's servers for updates and tries
    whether IPv6 leads anywhere. Requests of pages carry the page's origin as initiator.
    """
    log, read = json.loads(path.read_text()), Log()
    names = {number: name for name, number in log["constants"]["logEventTypes"].items()}
    for event in log["events"]:
        name, given = names[event["type"]], event.get("params", {})
        if name == "URL_REQUEST_START_JOB" and str(given.get("initiator", "")).startswith("http"):
            read.by_pages.add(urlsplit(given["url"]).hostname or given["url"])
        elif name in ("TCP_CONNECT_ATTEMPT", "UDP_CONNECT") and "address" in given:
            read.by_sockets.add(given["address"].rsplit(":", 1)[0].strip("[]"))
    read.by_sockets -= {IPV6_PROBE, *_nameservers()}
    return read


def _nameservers() -> list[str]:
    lines = Path("/etc/resolv.conf").read_text().splitlines()
    return [line.split()[1] for line in lines if line.startswith("nameserver")]
