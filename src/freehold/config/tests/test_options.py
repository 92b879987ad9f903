"""What an owner writes into `freehold.toml`."""

from pathlib import Path

import pytest

from freehold.cli import installation_options
from freehold.cli.failure import WRONG_USE, Stop
from freehold.config.options import options


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FREEHOLD_DATA", str(tmp_path))
    monkeypatch.delenv("FREEHOLD_ADDRESS", raising=False)
    options.cache_clear()
    yield tmp_path
    options.cache_clear()


def test_its_options_are_taken(data):
    (data / "freehold.toml").write_text('address = "203.0.113.7"\n')
    assert str(installation_options.read().address) == "203.0.113.7"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('adress = "203.0.113.7"', "no option 'adress'; did you mean 'address'"),
        ('acme_directroy = "https://acme.example/dir"', "did you mean 'acme_directory'"),
        ("[address]\nweb = 1", "FREEHOLD_ADDRESS"),
        ("xyzzy = 1", "no option 'xyzzy'"),
        ("address = 203.0.113.7", "cannot be read"),
    ],
)
def test_a_name_that_is_mistyped_is_refused_and_not_passed_over(data, line, said):
    (data / "freehold.toml").write_text(f"{line}\n")
    with pytest.raises(Stop) as refused:
        installation_options.read()
    assert refused.value.code == WRONG_USE
    assert said in str(refused.value)
