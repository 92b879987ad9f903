import pytest

from freehold.live.hub import hub


@pytest.fixture
def listening(settings, transactional_db):
    """Events reach readers in this process: real commits, the hub's thread, listeners of these tests."""
    settings.LIVE_AUDIENCE = "freehold.live.tests.listeners.audience"
    settings.LIVE_STILL_VALID = "freehold.live.tests.listeners.still_valid"
    yield
    hub.stop()
    (settings.OPTIONS.data / "revoked").unlink(missing_ok=True)
