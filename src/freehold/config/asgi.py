"""The web process: Django's pages, the event stream and the signalling gate behind one socket."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "freehold.config.settings")

from django.core.asgi import get_asgi_application

application = get_asgi_application()
