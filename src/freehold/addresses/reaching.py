"""Who may be asked about a block from pages and watches: what the owner set (`settings.ADDRESS_REACH`)."""

from pathlib import Path

from django.conf import settings
from django.utils.module_loading import import_string

from . import network
from .network import Reach


def tables_folder() -> Path:
    """Where `./freehold addresses refresh` puts tables as well."""
    folder: Path = settings.OPTIONS.data / "addresses" / "tables"
    return folder


def cache_folder() -> Path:
    folder: Path = settings.OPTIONS.data / "addresses" / "cache"
    return folder


def chosen() -> Reach | None:
    """None: nobody is asked, and no table fetched.

    Raises:
        BadResolver, BadZones: what was set cannot be used.
    """
    found: Reach | None = import_string(settings.ADDRESS_REACH)()
    return found


def reach() -> Reach | None:
    options = settings.OPTIONS
    if not options.addresses_ask:
        return None
    return network.reach(
        resolver=options.addresses_resolver,
        zone_file=options.addresses_zones,
        allowed=options.addresses_allow,
        tables=tables_folder(),
    )
