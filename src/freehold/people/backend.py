"""Password check by blind index of the e-mail address: same work and same answer whoever is asked for."""

from typing import Any

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from freehold import vault

from .models import Person


class EmailIndexBackend(BaseBackend):
    def authenticate(
        self, request: HttpRequest | None, email: str = "", password: str = "", **kwargs: Any
    ) -> Person | None:
        """The active person with this e-mail address and password, or None.

        An unknown address costs a hash as well, so that the time taken tells nothing (CWE-208).
        """
        person = Person.objects.filter(vault.lookup(Person, "email", email)).first() if email else None
        if person is None or not person.has_usable_password():
            make_password(password)
            return None
        return person if person.check_password(password) and person.is_active else None

    def get_user(self, user_id: Any) -> Person | None:
        return Person.objects.filter(pk=user_id, is_active=True).first()
