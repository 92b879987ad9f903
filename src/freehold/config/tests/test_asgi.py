"""The web process, loaded as its server loads it."""

import os
import subprocess
import sys


def test_the_collector_passes_over_what_was_loaded(tmp_path):
    """Else one request in some hundred waits 0.1 s while it walks through everything."""
    asked = (
        "import gc; from freehold.config import asgi; import sys;"
        "assert 'freehold.schedule.views' in sys.modules;"
        "print(gc.get_freeze_count(), len(gc.get_objects()))"
    )
    environment = os.environ | {"FREEHOLD_DATA": str(tmp_path), "PYTHONPATH": os.pathsep.join(sys.path)}
    environment["DJANGO_SETTINGS_MODULE"] = "freehold.config.settings"
    said = subprocess.check_output([sys.executable, "-c", asked], env=environment, text=True)
    frozen, left = map(int, said.split())
    assert frozen > 50_000
    assert left < frozen / 50
