"""Running `./freehold` as an owner does in a shell."""

import subprocess
import sys
from pathlib import Path

from tests.launcher.processes import clean_environment
from tests.product import ROOT


def freehold(*arguments: str, data: Path) -> "subprocess.CompletedProcess[str]":
    command = [str(ROOT / "freehold"), *arguments, "--data", str(data)]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=120, check=False, env=clean_environment()
    )
    assert "Traceback" not in done.stderr
    return done


def in_django(code: str, *, data: Path) -> str:
    """What this code prints, with the product's own settings on that data folder."""
    environment = clean_environment() | {
        "FREEHOLD_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "freehold.config.settings",
        "PYTHONPATH": str(ROOT / "src"),
    }
    command = [sys.executable, "-c", f"import django; django.setup()\n{code}"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


REAL_PRACTICE = """
from freehold.people import actions
actions.create_practice(name="Elm Street Therapy", zone="America/New_York")
actions.set_up_owner(name="Ilse Baum", email="ilse@example.org", zone="America/New_York")
"""
