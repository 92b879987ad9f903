"""The real settings with listeners of these tests, for a web server that the tests start."""

from freehold.config.settings import *  # noqa: F403

ROOT_URLCONF = "freehold.live.tests.urls"
MIDDLEWARE = ["allauth.account.middleware.AccountMiddleware"]  # allauth insists
LIVE_AUDIENCE = "freehold.live.tests.listeners.audience"
LIVE_STILL_VALID = "freehold.live.tests.listeners.still_valid"
