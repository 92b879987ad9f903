"""The media server: the only file that knows LiveKit's API, tokens and webhooks.

Everything that asks the network is async; `rooms` calls it from the gate (natively) and from the worker's
reconciling loop, never inside an action: a transaction must not wait for another process.
"""

import json
import socket
from base64 import b64decode
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from urllib.parse import urlencode
from uuid import UUID

import aiohttp
import jwt
from django.conf import settings
from google.protobuf.message import DecodeError
from livekit import api
from livekit.protocol.rtc import LeaveRequest, SignalResponse

TOKEN_LASTS = timedelta(minutes=10)
WEBHOOK_TYPE = "application/webhook+json"
WEBHOOKS_LAST = timedelta(minutes=5)
# Two people, and room for each one's old connection while the new one comes in.
MOST_CONNECTIONS = 4
# A room may stand empty while both are away: our rows, not LiveKit, say when a session is over.
KEEP_EMPTY = timedelta(hours=1)
MOST_SIGNALLED = 4 * 1024 * 1024
ANSWER_WITHIN = aiohttp.ClientTimeout(total=5, connect=1)


class Unavailable(Exception):
    """LiveKit does not answer, or answers that it cannot now."""


class Forged(Exception):
    """A webhook that LiveKit did not sign, or not now."""


@dataclass(frozen=True, slots=True)
class Event:
    """A verified webhook; `connection` is None where it is about no participant of ours."""

    id: str
    name: str
    room: str
    connection: UUID | None
    stay: str
    at: datetime
    joined_at: datetime | None


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody in a room; `connection` is None where the identity is not one of ours."""

    identity: str
    connection: UUID | None
    stay: str
    joined_at: datetime


def url() -> str:
    return settings.OPTIONS.livekit_url


def why_missing() -> str:
    """Why there is no media server on this machine; empty when there should be one."""
    return settings.OPTIONS.livekit_missing


def answers() -> bool:
    """Whether something listens where LiveKit should; asked of our own machine, so the answer is at once."""
    try:
        socket.create_connection(("127.0.0.1", settings.OPTIONS.livekit_port), timeout=0.3).close()
    except OSError:
        return False
    return True


def join_token(room: str, connection: UUID, *, lasting: timedelta = TOKEN_LASTS) -> str:
    """A token to join `room` as `connection`: camera, microphone and screen; no name, no data, no renaming.

    Raises:
        ValueError: a token for longer than ten minutes was asked for.
    """
    if lasting > TOKEN_LASTS:
        raise ValueError(lasting)
    grants = api.VideoGrants(
        room_join=True,
        room=room,
        can_publish=True,
        can_publish_sources=["camera", "microphone", "screen_share", "screen_share_audio"],
        can_publish_data=False,
        can_subscribe=True,
        can_update_own_metadata=False,
    )
    token = api.AccessToken(settings.OPTIONS.livekit_key, settings.OPTIONS.livekit_secret)
    return token.with_identity(str(connection)).with_grants(grants).with_ttl(lasting).to_jwt()


@asynccontextmanager
async def signalling(
    room: str, connection: UUID, path: str, query: list[tuple[str, str]]
) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
    """LiveKit's WebSocket at `path` (`rtc` or `rtc/v1`) for one connection, its room made first.

    The token goes as a header, so that no log line of LiveKit's or of ours ever holds one.

    Raises:
        Unavailable: on entering, when LiveKit is not there or does not take the connection.
    """
    await create_room(room)
    headers = {"Authorization": f"Bearer {join_token(room, connection)}"}
    async with aiohttp.ClientSession(timeout=ANSWER_WITHIN) as session:
        try:
            upstream = await session.ws_connect(
                f"{url()}/{path}?{urlencode(query)}", headers=headers, max_msg_size=MOST_SIGNALLED
            )
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable from error
        async with upstream:
            yield upstream


def is_token_refresh(message: bytes) -> bool:
    """Whether a message to the browser only hands it a LiveKit token, of which it needs none."""
    try:
        return bool(SignalResponse.FromString(message).HasField("refresh_token"))
    except DecodeError:
        return False


def start_over() -> bytes:
    """The message that makes the client join afresh at once, instead of resuming what no longer exists."""
    leave = LeaveRequest(action=LeaveRequest.Action.RECONNECT)
    return bytes(SignalResponse(leave=leave).SerializeToString())


def go_away() -> bytes:
    """The message that ends the client's room without a retry."""
    leave = LeaveRequest(action=LeaveRequest.Action.DISCONNECT)
    return bytes(SignalResponse(leave=leave).SerializeToString())


@asynccontextmanager
async def server() -> AsyncIterator[api.LiveKitAPI]:
    """A client of the media server's API.

    Raises:
        Unavailable: inside the block, whenever LiveKit did not answer.
    """
    key, secret = settings.OPTIONS.livekit_key, settings.OPTIONS.livekit_secret
    try:
        async with api.LiveKitAPI(url(), key, secret, timeout=ANSWER_WITHIN, failover=False) as client:
            yield client
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unavailable from error
    except api.ServerError as error:
        raise Unavailable(error.code) from error


async def create_room(room: str) -> None:
    """Make sure `room` exists; making it twice is making it once."""
    empty = int(KEEP_EMPTY.total_seconds())
    async with server() as client:
        await client.room.create_room(
            api.CreateRoomRequest(
                name=room, empty_timeout=empty, departure_timeout=empty, max_participants=MOST_CONNECTIONS
            )
        )


async def delete_room(room: str) -> None:
    """Close `room` and everybody's connection in it; none there is as good."""
    async with server() as client:
        with _absent_is_fine():
            await client.room.delete_room(api.DeleteRoomRequest(room=room))


async def remove(room: str, identity: UUID | str) -> None:
    """Take one connection out of `room`; not there is as good."""
    async with server() as client:
        with _absent_is_fine():
            await client.room.remove_participant(
                api.RoomParticipantIdentity(room=room, identity=str(identity))
            )


async def rooms() -> set[str]:
    async with server() as client:
        listed = await client.room.list_rooms(api.ListRoomsRequest())
        return {room.name for room in listed.rooms}


async def participants(room: str) -> list[Participant]:
    async with server() as client:
        try:
            listed = await client.room.list_participants(api.ListParticipantsRequest(room=room))
        except api.ServerError as error:
            if error.code == api.ServerErrorCode.NOT_FOUND:
                return []
            raise
    return [
        Participant(
            one.identity,
            _connection(one.identity),
            one.sid,
            _moment(one.joined_at_ms / 1000 or one.joined_at),
        )
        for one in listed.participants
    ]


def read_webhook(body: bytes, content_type: str, authorization: str, *, now: datetime) -> Event:
    """The event in a webhook delivery, once it is sure that LiveKit sent this very body, and just now.

    The signature is a JWT (HS256, our secret) that holds the SHA-256 of the body
    (docs.livekit.io, "Webhooks and events").

    Raises:
        Forged: wrong content type, signature, hash or age, or no event at all.
    """
    if content_type.partition(";")[0].strip().lower() != WEBHOOK_TYPE:
        raise Forged("content type")
    try:
        claims = jwt.decode(
            authorization,
            settings.OPTIONS.livekit_secret,
            algorithms=["HS256"],
            issuer=settings.OPTIONS.livekit_key,
            leeway=60,
            options={"require": ["exp", "iss"]},
        )
        signed = b64decode(str(claims.get("sha256", "")), validate=True)
    except (jwt.InvalidTokenError, ValueError) as error:
        raise Forged("signature") from error
    if not compare_digest(signed, sha256(body).digest()):
        raise Forged("body")
    try:
        event = _event(json.loads(body))
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError) as error:
        raise Forged("event") from error
    if abs(now - event.at) > WEBHOOKS_LAST:
        raise Forged("age")
    return event


def _event(told: Mapping[str, object]) -> Event:
    room, participant = told.get("room") or {}, told.get("participant") or {}
    if not isinstance(room, Mapping) or not isinstance(participant, Mapping):
        raise TypeError(told)
    joined = float(participant.get("joinedAtMs") or 0) / 1000 or float(participant.get("joinedAt") or 0)
    return Event(
        id=str(told["id"])[:64],
        name=str(told["event"]),
        room=str(room.get("name", "")),
        connection=_connection(str(participant.get("identity", ""))),
        stay=str(participant.get("sid", ""))[:64],
        at=_moment(float(str(told["createdAt"]))),
        joined_at=_moment(joined) if joined else None,
    )


def _connection(identity: str) -> UUID | None:
    try:
        return UUID(identity)
    except ValueError:
        return None


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


@contextmanager
def _absent_is_fine() -> Iterator[None]:
    try:
        yield
    except api.ServerError as error:
        if error.code != api.ServerErrorCode.NOT_FOUND:
            raise
