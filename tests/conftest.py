"""Which tests run in the same process when two processes run side by side."""

from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

LIVE_PICTURES = ("tests/browser/room/", "tests/netns/")


class FilesTogether(LoadFileScheduling):
    """The tests of a file share what runs for it; live sessions go one after the other."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(LIVE_PICTURES):
            return "live pictures"
        return str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> FilesTogether | None:
    return FilesTogether(config, log) if config.getoption("dist") == "loadfile" else None
