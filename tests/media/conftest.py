"""The cast of rooms, and the real media server."""

import pytest
from django.conf import settings

from freehold.cli.livekit_binary import find
from freehold.rooms.tests.conftest import *  # noqa: F403
from tests.media.server import MediaServer


@pytest.fixture
def media_server(tmp_path, monkeypatch):
    """LiveKit, not yet started, where the settings say."""
    program = find()
    if program is None:
        pytest.skip("NO LIVEKIT: `./freehold up` builds it; without it no live session is tested")
    server = MediaServer(program, tmp_path)
    monkeypatch.setattr(settings.OPTIONS, "livekit_port", server.port)
    return server
