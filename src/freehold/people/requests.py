"""What a view receives: Django's request with the person who makes it."""

from django.http import HttpRequest, QueryDict

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


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form of this request is bound to: the body of a POST (even an empty one), else nothing."""
    return request.POST if request.method == "POST" else None
