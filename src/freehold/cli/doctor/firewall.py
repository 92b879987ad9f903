"""Ports that LiveKit opens wider than anybody needs, and whether the firewall closes them to strangers."""

from collections.abc import Callable, Iterator
from ipaddress import IPv4Address

from freehold.addresses.packet_filter import Ruleset, Way
from freehold.config.options import Options

from .. import nft
from . import turn_probe
from .finding import Finding, bad, ok, unknown, warn
from .turn_probe import Welcome

NAME = "relay without TLS"
MEANS = (
    "It is for HAProxy on this machine. Only who sits in a session can relay there, to our own media only."
)
LOAD = "\n".join(
    [
        "./freehold addresses plan --ssh 22 --write plan   (what it closes: docs/operations/address-plan.md)",
        "nft -f plan/freehold.nft   (as root)",
    ]
)
ASK = "./freehold doctor   (as root), or from another machine: nc -z -w 3 {address} {port} && echo open"
ANY_OTHER = IPv4Address("192.0.2.1")
"""Stands for an address that no plan names (RFC 5737)."""

Ask = Callable[[], Ruleset]


def relay(given: Options, port: int | None, *, ask: Ask = nft.loaded) -> Iterator[Finding]:
    """LiveKit's TURN behind the front: it takes it without TLS, on the media address. Else nothing.

    Args:
        port: where it listens; None: it takes no TURN from a front.
    """
    if not (given.uses_front and port):
        return
    where = f"{given.media}:{port}"
    met = turn_probe.ask(given.media, port)
    if met in (Welcome.SILENT, Welcome.OTHER):
        nobody = "no answer" if met is Welcome.SILENT else "what answers is no TURN server"
        yield bad(
            NAME,
            f"{nobody} at {where}, where the front hands on what arrives inside TLS",
            "Patients whose network lets nothing out but 443 find no way into a session; others do.",
            "Look at logs/livekit.log in the data folder",
        )
    elif met is Welcome.GRANTED:
        yield bad(
            NAME,
            f"at {where} anybody is given a relay who asks for it",
            "Strangers can send through this machine in the practice's name.",
            "./freehold up   (stop it and start it again; LiveKit asks for a session's credentials)",
        )
    elif given.media.is_loopback:
        yield ok(NAME, f"answers at {where}, which only this machine reaches")
    else:
        yield judged(given.media, port, ask)


def judged(address: IPv4Address, port: int, ask: Ask) -> Finding:
    """Of a port that answers this machine, and refuses whoever has no session's credentials."""
    says = f"LiveKit takes TURN without TLS at {address}:{port}"
    look = ASK.format(address=address, port=port)
    try:
        way = ask().way(address, port)
    except nft.NotTold as why:
        # It was tried what a stranger gets there at worst, so something is known all the same.
        refused = f"{says} and refuses who is in no session; whether a firewall closes it, too, is not known"
        return warn(NAME, f"{refused}: {why}", MEANS, look)
    if way is Way.CLOSED:
        return ok(NAME, f"{says}, and the firewall closes it to others")
    if way is Way.OPEN:
        return warn(NAME, f"{says}, and the firewall lets everybody in", MEANS, LOAD)
    return unknown(NAME, f"{says}; whether the firewall closes it to others its rules do not show", look)


def keeps_out(given: Options, port: int, *, ask: Ask = nft.loaded) -> bool:
    """Whether this TCP port is certainly closed to strangers on every address but the one for media."""
    others = {given.address, given.turn_address or given.address, ANY_OTHER} - {given.media}
    try:
        rules = ask()
    except nft.NotTold:
        return False
    return all(rules.way(address, port) is Way.CLOSED for address in others)
