"""LiveKit as a child of the supervisor: its ports, its files, its command."""

import os
import socket
from pathlib import Path

from freehold.config.installation import write_private
from freehold.config.options import Options

from . import ports
from .answering import answers_http
from .children import Child
from .front_child import offers_turn_tls
from .livekit_config import Media, TurnTls, configuration, key_file

PORTS_FILE = "ports.json"
TURN_TLS_PORT = 5349
OPTIONS = ("livekit_port", "livekit_tcp_port", "livekit_udp_port", "turn_udp_port")


def choose_ports(options: Options) -> dict[str, int]:
    """A port for each of `OPTIONS`, the same as last time where that is free, noted in the data folder.

    Raises:
        Stop: a port that the owner fixed is in use.
    """
    address = str(options.media)
    tcp, udp = socket.SOCK_STREAM, socket.SOCK_DGRAM
    # LiveKit listens for media over TCP on every address, whatever it is told.
    bound = {
        "livekit_port": (tcp, "127.0.0.1"),
        "livekit_tcp_port": (tcp, "0.0.0.0"),  # noqa: S104
        "livekit_udp_port": (udp, address),
        "turn_udp_port": (udp, address),
        "turn_tls_port": (tcp, address),
        "hooks_port": (tcp, "127.0.0.1"),
    }
    usual = {"turn_tls_port": TURN_TLS_PORT}
    wishes = [
        ports.Wish(
            name,
            *bound[name],
            usual=getattr(options, name) or usual[name],
            is_fixed=name in options.model_fields_set,
        )
        for name in _needed(options)
    ]
    noted = options.data / PORTS_FILE
    chosen = ports.choose(wishes, ports.remembered(noted), never=options.port)
    ports.remember(noted, chosen)
    return chosen


def _needed(options: Options) -> tuple[str, ...]:
    behind_front = ("hooks_port",) if options.uses_front else ()
    return (*OPTIONS, *behind_front, *(("turn_tls_port",) if offers_turn_tls(options) else ()))


def livekit_child(program: Path, options: Options, webhook: str) -> Child:
    """Writes LiveKit's two files (0600, the keys in the keys folder) and says how to run it."""
    keys = options.keys_folder / "livekit-keys.yaml"
    write_private(keys, key_file(options.livekit_key, options.livekit_secret))
    media = Media(
        address=options.media,
        port=options.livekit_port,
        tcp_port=options.livekit_tcp_port,
        udp_port=options.livekit_udp_port,
        turn_udp_port=options.turn_udp_port,
        key=options.livekit_key,
        key_file=keys,
        webhook=webhook,
        turn_tls=_turn_tls(options),
    )
    settings = options.data / "livekit.yaml"
    write_private(settings, configuration(media))
    return Child(
        name="livekit",
        command=[str(program), "--config", str(settings)],
        environment=_environment(options),
        log=options.data / "logs" / "livekit.log",
        answers=lambda: answers_http("127.0.0.1", options.livekit_port, "/"),
        stop_twice=True,
    )


def _turn_tls(options: Options) -> TurnTls | None:
    if not (options.turn_tls_port and options.cert and options.key):
        return None
    files = None if options.uses_front else (options.cert, options.key)
    return TurnTls(options.turn_host, options.turn_tls_port, files)


def _environment(options: Options) -> dict[str, str]:
    """Little: LiveKit takes settings from variables, and would send webhooks through a proxy named there."""
    environment = {"PATH": os.environ.get("PATH", os.defpath)}
    if options.cert and not options.uses_front:
        # Its webhooks go to our own https origin. Go trusts what stands in this file and the system's folder.
        environment["SSL_CERT_FILE"] = str(options.cert)
    return environment
