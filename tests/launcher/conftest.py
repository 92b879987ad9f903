"""A data folder that was started once and ended, copied for each test that wants one of its own."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.launcher.processes import of_installation
from tests.product import Product, start


@pytest.fixture(scope="session")
def started_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("started-once") / "data"
    start("--port", "0", data=data).stop()
    return data


@pytest.fixture
def data(started_once: Path, tmp_path: Path) -> Path:
    """An installation that is not running, without an owner yet."""
    copy = tmp_path / "data"
    shutil.copytree(started_once, copy)
    return copy


@pytest.fixture(scope="module")
def running(started_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One that runs for all the tests of a file; they leave it running."""
    data = tmp_path_factory.mktemp("running") / "data"
    shutil.copytree(started_once, data)
    product = start("--port", "0", data=data)
    yield product
    product.stop()
    product.process.stdout.close()
    assert not of_installation(data)


@pytest.fixture
def run(data: Path) -> Iterator[Callable[..., Product]]:
    """Starts products; each is ended with the test, and none may leave a process."""
    started: list[Product] = []

    def begin(*flags: str, data: Path = data, **given: object) -> Product:
        product = start("--port", "0", *flags, data=data, **given)  # type: ignore[arg-type]
        started.append(product)
        return product

    yield begin
    for product in started:
        product.stop()
        product.process.stdout.close()
    left = {pid for product in started for pid in of_installation(product.data)}
    assert not left
