"""One practice on its stage for the tests of a file: two at once would stand in each other's way."""

from collections.abc import Iterator

import pytest

from tests.browsers import chromium
from tests.netns import authority, stage
from tests.netns.practice import PORT, Practice, set_up
from tests.netns.stage import PRACTICE_ADDRESS
from tests.product import start


@pytest.fixture(scope="module")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Practice]:
    folder = tmp_path_factory.mktemp("owned")
    chain, key, fingerprint = authority.certificate_for(PRACTICE_ADDRESS, folder)
    with stage.raised(folder) as hosts:
        product = start(
            *("--address", PRACTICE_ADDRESS, "--port", str(PORT), "--cert", str(chain), "--key", str(key)),
            data=folder / "data",
            prefix=hosts.inside(hosts.practice),
        )
        try:
            trust = f"--ignore-certificate-errors-spki-list={fingerprint}"
            with chromium(trust, program=hosts.browser_at(hosts.home)) as home:
                reached: set[str] = set()
                yield Practice(hosts, product, home, set_up(product, home, reached), reached)
        finally:
            product.stop()
