"""The real settings with these tests' schedule, for workers they start; quick to start and to try again."""

from datetime import timedelta

from freehold.config.settings import *  # noqa: F403
from freehold.jobs import backoff

INSTALLED_APPS = ["django.contrib.contenttypes", "django_tasks", "django_tasks_db", "freehold.jobs"]
MIDDLEWARE: list[str] = []
AUTH_USER_MODEL = "auth.User"
JOBS_MODULES = ["freehold.jobs.tests.work"]

backoff.FIRST = timedelta(milliseconds=100)
