"""What a view receives: Django's request with the person who makes it."""

from django.http import HttpRequest

from .models import Person, SignIn


class Request(HttpRequest):
    """Of a signed-in person; what every guarded view gets."""

    person: Person
    sign_in: SignIn
    locked: SignIn | None


class OpenRequest(HttpRequest):
    """Of anybody; what an `@open_to_all` view gets. `locked` is a sign-in whose owner was away too long."""

    person: Person | None
    sign_in: SignIn | None
    locked: SignIn | None
