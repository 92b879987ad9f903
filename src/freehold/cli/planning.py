"""What `./freehold addresses plan` does: which owned address serves what, and the settings for it."""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv4Network
from pathlib import Path

from freehold.addresses import plan_settings
from freehold.addresses.blocks import BadBlock, dotted, number, read
from freehold.addresses.nftables import Remote, rules
from freehold.addresses.plan import SERVING, NoAddress, Plan, Role, layout
from freehold.addresses.report.plan_drawing import LETTERS, plan_drawing, plan_text
from freehold.addresses.serving.files import ports_of
from freehold.config.options import Options

from . import livekit_child, livekit_config
from .failure import UNUSABLE, WRONG_USE, Stop
from .front_child import settings as front_settings
from .front_config import configuration as front_configuration
from .progress import say

SCHEMA = "freehold-address-plan/1"

WORDS = {
    Role.WEB: "pages",
    Role.MEDIA: "picture and sound",
    Role.TURN: "relay inside TLS (TURN)",
    Role.MAIL: "outgoing mail",
    Role.SPARE: "spare",
    Role.KEPT: "kept free",
}

NO_SSH = (
    "The firewall's rules close SSH on the planned addresses to who is not connected already. If that is "
    "your way in, plan with --ssh 22 (and --ssh-from YOUR-ADDRESS)."
)


@dataclass(frozen=True)
class Asked:
    blocks: Sequence[str]
    keep: Sequence[str]
    names: Sequence[str]
    turn_name: str | None
    ssh: int | None
    ssh_from: str | None


def plan(given: Options, asked: Asked, *, as_json: bool, folder: Path | None) -> None:
    """Raises Stop, with what was wrong; nothing is written then."""
    made = _layout(given, asked)
    chosen = plan_settings.settings(
        made, names=asked.names or given.names, turn_name=asked.turn_name or given.turn_name
    )
    remote = _remote(asked)
    files = _files(made, given, chosen, remote)
    if folder is not None:
        _write(folder, files)
    if as_json:
        print(json.dumps(document(made, chosen, files), indent=2, ensure_ascii=False))
        return
    print(told(made))
    print(f"\nfreehold.toml\n\n{files['freehold.toml']}")
    if remote is None:
        say(NO_SSH)
    if folder is None:
        say("Give --write DIR to have these settings, the firewall's rules and the drawings as files.")
    else:
        rules_file = folder / "freehold.nft"
        say(f"Written to {folder}: {', '.join(files)}. Load the rules as root: nft -f {rules_file}")


def _layout(given: Options, asked: Asked) -> Plan:
    own = dict.fromkeys(
        one for one in (given.address, given.media_address, given.turn_address, given.mail_address) if one
    )
    try:
        blocks = [read(text) for text in asked.blocks or map(str, own)]
        return layout(blocks, kept=[number(text) for text in asked.keep])
    except (BadBlock, NoAddress) as bad:
        raise Stop(str(bad), WRONG_USE) from bad
    except AddressValueError as bad:
        raise Stop(f"--keep: {bad}", WRONG_USE) from bad


def _remote(asked: Asked) -> Remote | None:
    if asked.ssh is None:
        if asked.ssh_from:
            raise Stop("--ssh-from says who may use SSH: it needs --ssh PORT.", WRONG_USE)
        return None
    try:
        return Remote(asked.ssh, IPv4Network(asked.ssh_from) if asked.ssh_from else None)
    except ValueError as bad:
        raise Stop(f"--ssh-from: {bad}", WRONG_USE) from bad


def _files(
    made: Plan, given: Options, chosen: dict[str, plan_settings.Value], remote: Remote | None
) -> dict[str, str]:
    """Names and texts. LiveKit's and HAProxy's are what `up` will write, to be looked at."""
    planned = given.model_copy(
        update={
            "address": IPv4Address(made.web),
            "media_address": IPv4Address(made.media) if made.media != made.web else None,
            "turn_address": IPv4Address(made.turn) if made.turn != made.web else None,
            "turn_name": chosen.get("turn_name"),
            "names": chosen.get("names", []),
            "port": 443,
            "acme_directory": chosen["acme_directory"],
            "turn_tls_port": given.turn_tls_port or livekit_child.TURN_TLS_PORT,
        }
    )
    files = {
        "freehold.toml": plan_settings.toml(chosen),
        "freehold.nft": rules(made, ports_of(given), remote),
        "livekit.json": _livekit(planned),
        "haproxy.cfg": front_configuration(front_settings(planned, has_media=True)),
    }
    for index, block in enumerate(made.blocks, start=1):
        name = "plan.svg" if len(made.blocks) == 1 else f"plan-{index}.svg"
        files[name] = plan_drawing(made, block, f"Plan of {block}", WORDS) + "\n"
    return files


def _livekit(planned: Options) -> str:
    """The parts of LiveKit's configuration that a plan decides."""
    media = livekit_config.Media(
        address=planned.media,
        port=planned.livekit_port,
        tcp_port=planned.livekit_tcp_port,
        udp_port=planned.livekit_udp_port,
        turn_udp_port=planned.turn_udp_port,
        key="",
        key_file=Path(),
        webhook="",
        turn_tls=livekit_config.TurnTls(planned.turn_host, planned.turn_tls_port or 0, None),
    )
    whole = json.loads(livekit_config.configuration(media))
    return (
        json.dumps({part: whole[part] for part in ("port", "bind_addresses", "rtc", "turn")}, indent=2) + "\n"
    )


def _write(folder: Path, files: dict[str, str]) -> None:
    there = [name for name in files if (folder / name).exists()]
    if there:
        raise Stop(f"{folder} holds {', '.join(there)} already. Name an empty folder.", UNUSABLE)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text)
    except OSError as error:
        with suppress(OSError):
            for name in files:
                (folder / name).unlink(missing_ok=True)
        raise Stop(f"{folder} cannot be written to: {error.strerror}.", UNUSABLE) from error


def document(made: Plan, chosen: dict[str, plan_settings.Value], files: dict[str, str]) -> dict[str, object]:
    return {
        "schema": SCHEMA,
        "blocks": [str(block) for block in made.blocks],
        "roles": {role.value: dotted(getattr(made, role.value)) for role in SERVING},
        "kept": [dotted(one) for one in sorted(made.kept)],
        "is_single": made.is_single,
        "notes": [str(note) for note in made.notes],
        "settings": chosen,
        "files": files,
    }


def told(made: Plan) -> str:
    """What a person reads."""
    lines = []
    for address in made.serving:
        roles = made.roles(address)
        lines.append(f"{dotted(address):<15}  {', '.join(WORDS[role] for role in roles)}")
    for block in made.blocks:
        if block.size > 1:
            lines += ["", str(block), *(f"    {row}" for row in plan_text(made, block).splitlines())]
    if any(block.size > 1 for block in made.blocks):
        legend = ", ".join(f"{letter} {WORDS[role]}" for role, letter in LETTERS.items())
        lines.append(f"    ({legend}, · {WORDS[Role.SPARE]})")
    lines += ["", *(str(note) for note in made.notes)]
    return "\n".join(lines).rstrip()
