"""What a page is told about ways for its media (ICE), noted in the page before livekit-client uses it."""

import json

from .candidates import Told
from .visit import SOON, Window

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
                const { candidateType, protocol, relayProtocol = "" } = local;
                return { local: candidateType, protocol, relayProtocol, remote: remote.address };
            }
        }
        return null;
    };
})();
"""


def note_ice(policy: str = "") -> str:
    """Script for a page to run first; `policy` "relay" lets it use nothing but TURN."""
    return NOTE_ICE.replace("POLICY", json.dumps(policy))


def told(window: Window) -> Told:
    """What a browser was told about ICE, and the path its media takes."""
    # Asked a second time there may be none: a browser changes its mind about the pair while media run.
    path = window.page.wait_for_function("() => window.path()", timeout=SOON, polling=200).json_value()
    said: Told = window.page.evaluate("path => ({ ...window.ice, path })", path)
    return said
