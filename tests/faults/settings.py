"""The real settings, but a locked database is given up after a third of a second, not after twenty."""

from freehold.config.settings import *  # noqa: F403
from freehold.config.settings import DATABASES, OPTIONS

if OPTIONS.database_url:
    DATABASES["default"]["OPTIONS"]["options"] = "-c lock_timeout=300"
else:
    DATABASES["default"]["OPTIONS"]["timeout"] = 0.3
