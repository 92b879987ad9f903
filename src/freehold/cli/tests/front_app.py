"""A small application behind the front: it says who it thinks is asking, echoes, and streams."""

import asyncio
import json

from freehold.config.front import behind_front


async def _application(scope, receive, send):
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            await send({"type": f"{message['type']}.complete"})
            if message["type"].endswith("shutdown"):
                return
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (message := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": message["text"]})
        return
    await send(
        {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]}
    )
    if scope["path"] == "/stream":
        number = 0
        while True:
            await send({"type": "http.response.body", "body": b"data: %d\n\n" % number, "more_body": True})
            number += 1
            await asyncio.sleep(0.05)
    headers = [[name.decode(), value.decode()] for name, value in scope["headers"]]
    told = {"client": scope["client"], "scheme": scope["scheme"], "path": scope["path"], "headers": headers}
    await send({"type": "http.response.body", "body": json.dumps(told).encode()})


application = behind_front(_application)
