"""Querysets that answer "may this person see it" and "is it there" with the same words."""

from typing import TypeVar
from uuid import UUID

from django.db import models
from django.http import Http404

Row = TypeVar("Row", bound=models.Model)


class VisibleQuerySet(models.QuerySet[Row]):
    def get_or_404(self, id: UUID) -> Row:
        """The row of that id among those the queryset lets through.

        Raises:
            Http404: there is none, or it is somebody else's; nobody can tell which.
        """
        row = self.filter(pk=id).first()
        if row is None:
            raise Http404
        return row
