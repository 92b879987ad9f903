"""The firewall's loaded rules, as `nft` tells them. Reference: nft(8), libnftables-json(5)."""

import json
import shutil
import subprocess

from freehold.addresses.packet_filter import Ruleset

BESIDE_PATH = "/usr/sbin/nft"
WITHIN = 10.0


class NotTold(Exception):
    """The rules cannot be had; the text says why."""


def loaded() -> Ruleset:
    """What the kernel goes by now.

    Raises:
        NotTold: there is no nft, or this account may not ask.
    """
    program = shutil.which("nft") or shutil.which(BESIDE_PATH)
    if program is None:
        raise NotTold("`nft` is not installed")
    try:
        asked = [program, "--json", "list", "ruleset"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False, timeout=WITHIN)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotTold(f"`nft` does not answer ({type(error).__name__})") from error
    if done.returncode:
        raise NotTold("only root may ask for the firewall's rules")
    try:
        return Ruleset(json.loads(done.stdout)["nftables"])
    except (ValueError, KeyError, TypeError) as error:
        raise NotTold(f"`nft` tells the rules in a way that is not understood ({error})") from error
