"""What is served beside the URLconf: the access matrix walks the URLconf and sees none of it.

Each path here has tests of its own for who may use it: `freehold/live/tests`, `freehold/rooms/tests` and
`tests/media`. A third one fails here until it has them too.
"""

import ast
import inspect

import pytest

from freehold.config import pages, routing
from freehold.live import stream
from freehold.rooms import gate
from tests.architecture.access_matrix import routes

WORDS = {"type", "websocket", "path", "/live", "/rtc", "/rtc/", "/validate"}
"""Every text that decides where a connection goes."""
APPLICATIONS = {"pages.application", "stream.application", "gate.application", "_no_such_socket"}
ID = "0b5a3c1e-7d52-4a94-9f0c-2f6f6a1d1e11"


def route() -> ast.Module:
    return ast.parse(inspect.getsource(routing._route))


class TestBesideTheUrlconf:
    def test_no_other_path_is_looked_at(self) -> None:
        nodes = ast.walk(route())
        texts = {
            node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert texts == WORDS, "who may use the new path? test that, then name it here"

    def test_nothing_else_serves(self) -> None:
        returned = [node.value for node in ast.walk(route()) if isinstance(node, ast.Return) and node.value]
        parts = {part for value in returned for part in branches(value)}
        assert parts == APPLICATIONS, "who may use the new part? test that, then name it here"

    @pytest.mark.parametrize("path", sorted(dict(routes())))
    def test_no_page_is_hidden_by_one_of_them(self, path: str) -> None:
        asked = path.replace("<uuid:id>", ID)
        assert routing._route({"type": "http", "path": asked}) is pages.application

    @pytest.mark.parametrize("path", [*sorted(dict(routes())), "/live"])
    def test_a_socket_reaches_the_gate_by_its_own_path_only(self, path: str) -> None:
        reached = routing._route({"type": "websocket", "path": path})
        assert reached is (gate.application if path.startswith("/rtc/") else routing._no_such_socket)

    def test_the_known_ones_are_served(self) -> None:
        assert routing._route({"type": "http", "path": "/live"}) is stream.application
        assert routing._route({"type": "websocket", "path": f"/rtc/{ID}/rtc"}) is gate.application
        assert routing._route({"type": "http", "path": f"/rtc/{ID}/rtc/validate"}) is gate.application


def branches(value: ast.expr) -> set[str]:
    """What the expression may come to, as it is written."""
    if isinstance(value, ast.IfExp):
        return branches(value.body) | branches(value.orelse)
    return {ast.unparse(value)}
