"""The media server of a running product, as its operator reaches it: for anchors and for killing it."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from livekit import api
from tests.product import Product


@dataclass(frozen=True)
class Media:
    url: str
    key: str
    secret: str
    version: str

    def token(self, room: str, identity: str) -> str:
        grants = api.VideoGrants(room_join=True, room=room)
        token = api.AccessToken(self.key, self.secret).with_identity(identity).with_grants(grants)
        return token.with_ttl(timedelta(minutes=10)).to_jwt()

    def create_room(self, name: str) -> None:
        """The product's server makes no room by itself (`auto_create: false`)."""

        async def create() -> None:
            async with api.LiveKitAPI(self.url, self.key, self.secret) as livekit:
                await livekit.room.create_room(api.CreateRoomRequest(name=name, empty_timeout=600))

        # In a thread of its own: Playwright's loop runs in this one.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(create())).result()


def media_of(product: Product) -> Media:
    """Read from the web process's own settings and the installation's key folder."""
    keys = product.data / "keys"
    return Media(
        url=f"http://127.0.0.1:{product.settings()['livekit_port']}",
        key=(keys / "livekit-key").read_text().strip(),
        secret=(keys / "livekit-secret").read_text().strip(),
        version="1.13.5",
    )
