"""The media server: is there one, is it the right one, does it run, who can reach it."""

import socket
from collections.abc import Iterator

from freehold.config.options import Options

from .. import livekit_binary, ports
from ..answering import answers_http
from ..livekit_child import PORTS_FILE
from ..run_file import Run
from . import firewall, turn
from .finding import Finding, bad, ok, warn

NO_ROOMS = "Everything works but live rooms; their page says so."


def check(given: Options, run: Run | None) -> Iterator[Finding]:
    program = livekit_binary.find()
    if program is None:
        yield bad(
            "media server",
            "LiveKit is not built here",
            NO_ROOMS,
            "./freehold livekit   (says what is missing)",
        )
        return
    version = livekit_binary.version_of(program)
    name = f"LiveKit {'.'.join(map(str, version))} at {program}"
    if livekit_binary.is_as_built(program) is False:
        yield bad(
            "media server",
            f"{name} is not the program that was built",
            "It was damaged or replaced; it sees who talks to whom.",
            f"rm '{program}' && ./freehold livekit",
        )
    else:
        yield ok("media server", name)
    if run is not None:
        yield from running(given, run)


def running(given: Options, run: Run) -> Iterator[Finding]:
    chosen = ports.remembered(given.data / PORTS_FILE)
    port = chosen.get("livekit_port", given.livekit_port)
    if "livekit" not in run.alive() or not answers_http("127.0.0.1", port, "/"):
        yield bad("media", "LiveKit does not answer", NO_ROOMS, "Look at logs/livekit.log in the data folder")
        return
    yield ok("media", f"answers on 127.0.0.1:{port}, which only this machine reaches")
    yield from turn.check(given, run.alive()["livekit"])
    yield from firewall.relay(given, chosen.get("turn_tls_port", given.turn_tls_port))
    tcp = chosen.get("livekit_tcp_port", given.livekit_tcp_port)
    if listens_everywhere(tcp) and firewall.keeps_out(given, tcp):
        yield ok("media port", f"TCP {tcp}: on other addresses than {given.media} the firewall closes it")
    elif listens_everywhere(tcp):
        udp = chosen.get("livekit_udp_port", given.livekit_udp_port)
        yield warn(
            "media port",
            f"LiveKit listens for media on TCP port {tcp} of every address of this machine",
            "It does so whatever it is told; what it takes there is encrypted. On one address only:",
            f"{firewall.LOAD}\n(UDP {udp} is on {given.media} only.)",
        )


def listens_everywhere(port: int) -> bool:
    """True when some address that nobody asked for refuses the port: 127.0.0.2 is on every Linux machine."""
    return not ports.is_free(socket.SOCK_STREAM, "127.0.0.2", port)
