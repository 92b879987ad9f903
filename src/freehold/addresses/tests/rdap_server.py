"""A registry for tests: answers a look-up with the narrowest of its networks around what is asked for."""

import json
from collections.abc import Mapping
from ipaddress import IPv4Network

from aiohttp import web

from freehold.addresses.blocks import number


def network(ends: str, holder: str = "Example Ltd", *, type: str = "ALLOCATED PA", **more: object) -> dict:
    """RDAP JSON of `192.0.2.0-192.0.2.255`, held by an organisation of that name."""
    first, last = ends.split("-")
    handle = f"ORG-{holder[:2].upper()}1-RIPE"
    card = [["version", {}, "text", "4.0"], ["fn", {}, "text", holder], ["kind", {}, "text", "org"]]
    return {
        "objectClassName": "ip network",
        "handle": f"{first} - {last}",
        "startAddress": first,
        "endAddress": last,
        "ipVersion": "v4",
        "name": holder.upper().replace(" ", "-"),
        "type": type,
        "country": "CH",
        "port43": "whois.ripe.net",
        "entities": [{"handle": handle, "roles": ["registrant"], "vcardArray": ["vcard", card]}],
        **more,
    }


class Registry:
    """Callable as a handler; `broken` are answers given instead, by path, each used up in turn."""

    def __init__(self, *networks: dict, broken: Mapping[str, list[web.Response]] | None = None) -> None:
        self.networks = networks
        self.broken = {path: list(answers) for path, answers in (broken or {}).items()}

    async def __call__(self, request: web.Request) -> web.Response:
        instead = self.broken.get(request.path)
        if instead:
            return instead.pop(0)
        found = self._narrowest(IPv4Network(request.path.removeprefix("/ip/")))
        if found is None:
            return rdap_json({"errorCode": 404, "title": "Not Found"}, status=404)
        return rdap_json(found)

    def _narrowest(self, asked: IPv4Network) -> dict | None:
        first, last = int(asked.network_address), int(asked.broadcast_address)
        around = [
            one
            for one in self.networks
            if number(one["startAddress"]) <= first and last <= number(one["endAddress"])
        ]
        return min(
            around, key=lambda one: number(one["endAddress"]) - number(one["startAddress"]), default=None
        )


def rdap_json(document: object, status: int = 200) -> web.Response:
    return web.Response(text=json.dumps(document), status=status, content_type="application/rdap+json")


def bootstrap_of(*services: tuple[str, str]) -> bytes:
    """An RFC 9224 file: prefix and base URL of each."""
    return json.dumps(
        {
            "version": "1.0",
            "publication": "2026-09-01T00:00:00Z",
            "services": [[[prefix], [url]] for prefix, url in services],
        }
    ).encode()
