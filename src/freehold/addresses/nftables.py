"""The firewall of a plan, in nft's words. Pure. Reference: nft(8)."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network

from .plan import Plan

TABLE = "freehold"


@dataclass(frozen=True)
class Ports:
    https: int = 443
    http: int = 80
    """An authority asks there, and visitors are sent on to https."""
    media_tcp: int = 7881
    media_udp: int = 7882
    turn_udp: int = 3478
    turn_tls: int = 443


@dataclass(frozen=True)
class Remote:
    """Administration over SSH that stays open on the planned addresses."""

    port: int
    only_from: IPv4Network | None = None


def rules(plan: Plan, ports: Ports, ssh: Remote | None = None) -> str:
    """A table of its own, loaded anew each time: on planned addresses nothing is reachable but what serves.

    Other addresses of the machine are left alone, but for LiveKit's TCP port, which it opens on all of them.
    Connections that stand already stay.
    """
    web, media, turn = (IPv4Address(one) for one in (plan.web, plan.media, plan.turn))
    planned = ", ".join(str(prefix) for block in plan.blocks for prefix in block.prefixes)
    lines = [
        f"ip daddr {web} tcp dport {_set(ports.http, ports.https)} accept",
        f"ip daddr {media} udp dport {_set(ports.turn_udp, ports.media_udp)} accept",
        f"ip daddr {media} tcp dport {ports.media_tcp} accept",
    ]
    if turn != web:
        lines.append(f"ip daddr {turn} tcp dport {_set(ports.http, ports.turn_tls)} accept")
    if ssh:
        source = f"ip saddr {ssh.only_from} " if ssh.only_from else ""
        lines.append(f"{source}tcp dport {ssh.port} accept")
    return _TABLE.format(
        table=TABLE,
        media=media,
        media_tcp=ports.media_tcp,
        planned=planned,
        accepted="\n        ".join(lines),
    )


def _set(*ports: int) -> str:
    return "{ " + ", ".join(map(str, sorted(set(ports)))) + " }"


_TABLE = """\
# Load as root: nft -f THIS-FILE. Keep it over a restart: include it in /etc/nftables.conf.
table inet {table}
delete table inet {table}
table inet {table} {{
    chain incoming {{
        type filter hook input priority filter; policy accept;
        iifname "lo" accept
        ct state established,related accept
        ip daddr != {media} tcp dport {media_tcp} drop comment "LiveKit opens it on every address"
        meta nfproto ipv6 tcp dport {media_tcp} drop
        ip daddr {{ {planned} }} goto planned
    }}
    chain planned {{
        icmp type {{ echo-request, destination-unreachable, time-exceeded, parameter-problem }} accept
        {accepted}
        drop
    }}
}}
"""
