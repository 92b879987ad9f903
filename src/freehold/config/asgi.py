"""Entry of the web process, for the server to load; `routing.py` says what it serves."""

import gc
import os

from freehold.failures import hide_messages
from freehold.processes import die_with_parent

die_with_parent()
hide_messages()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")

import django

django.setup()

import freehold.config.urls  # noqa: F401  loads every view
from freehold.config.routing import application

# What is loaded now lives as long as the process. Unless the collector is told, it walks through all of it
# every few hundred requests, and one of them waits 0.1 s for that.
gc.collect()
gc.freeze()

__all__ = ["application"]
