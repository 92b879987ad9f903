"""Is anybody working? For the health page and `doctor`."""

from datetime import timedelta

from django.utils import timezone

from .models import Worker

FRESH = timedelta(seconds=30)


def works() -> bool:
    """Whether a worker showed a sign of life in the last half minute."""
    return Worker.objects.filter(ended_at=None, beat_at__gt=timezone.now() - FRESH).exists()
