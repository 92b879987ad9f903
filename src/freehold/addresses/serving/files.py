"""A plan as files: the lines of `freehold.toml`, and the firewall's rules. Text in, text out."""

from freehold.config.options import Options

from .. import nftables, plan_settings
from ..nftables import Ports, Remote
from ..plan import Plan

SETTINGS, FIREWALL = "freehold.toml", "freehold.nft"


def ports_of(given: Options) -> Ports:
    return Ports(
        http=given.http_port,
        media_tcp=given.livekit_tcp_port,
        media_udp=given.livekit_udp_port,
        turn_udp=given.turn_udp_port,
    )


def settings(plan: Plan, given: Options) -> str:
    """With the names and the authority that this installation has already."""
    chosen = plan_settings.settings(
        plan,
        names=given.names,
        turn_name=given.turn_name,
        directory=given.acme_directory or plan_settings.LETS_ENCRYPT,
    )
    if given.uses_tls and given.acme_directory is None:
        del chosen["acme_directory"]  # the owner brings a certificate
    return plan_settings.toml(chosen)


def firewall(plan: Plan, given: Options, remote: Remote | None) -> str:
    return nftables.rules(plan, ports_of(given), remote)


def is_in_effect(plan: Plan, given: Options) -> bool:
    """Whether this installation stands where the plan says. Mail is no setting of ours."""
    return addresses_set(given) == (plan.web, plan.media, plan.turn)


def addresses_set(given: Options) -> tuple[int, int, int]:
    """Where pages, media and TURN stand."""
    return int(given.address), int(given.media), int(given.turn_address or given.address)
