import queue

import pytest

from freehold import live
from freehold.live.hub import hub


@pytest.fixture
def heard(listening):
    return queue.Queue()


class TestListen:
    def test_a_part_of_the_server_hears_topics_that_start_so(self, heard):
        hub.start()
        assert hub._placed.wait(10)
        forget = live.listen("room:", heard.put)
        live.publish("person:dana", "not.for.rooms")
        live.publish("room:7", "cut", connection=3)
        told = heard.get(timeout=10)
        assert (told.topic, told.name, told.data) == ("room:7", "cut", {"connection": 3})
        forget()
        live.publish("room:7", "unheard")
        live.publish("other:1", "marker")
        after = queue.Queue()
        live.listen("other:", after.put)
        live.publish("other:1", "marker")
        after.get(timeout=10)
        assert heard.empty()

    def test_one_that_fails_takes_nothing_from_the_others(self, heard):
        hub.start()
        assert hub._placed.wait(10)

        def broken(told):
            raise ValueError("Sam Okafor called")

        forgets = [live.listen("room:", broken), live.listen("room:", heard.put)]
        live.publish("room:7", "cut")
        assert heard.get(timeout=10).name == "cut"
        for forget in forgets:
            forget()
