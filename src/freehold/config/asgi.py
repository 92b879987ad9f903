"""Entry of the web process, for the server to load; `routing.py` says what it serves."""

import os

from freehold.failures import hide_messages
from freehold.processes import die_with_parent

die_with_parent()
hide_messages()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")

import django

django.setup()

from freehold.config.routing import application

__all__ = ["application"]
