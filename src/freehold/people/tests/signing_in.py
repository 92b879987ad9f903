"""A browser that is signed in, for tests of every app."""

from django.conf import settings
from django.test import Client
from django.utils import timezone

from freehold.people import actions
from freehold.people.models import Person, SignIn
from freehold.people.models.sign_in import How
from freehold.people.session_store import SessionStore


def client_of(person: Person, *, how: str = How.DEMO, scope: str = "", **options) -> Client:
    """Django's test client, signed in as `person`; `how` decides whether it counts as a second step."""
    client = Client(**options)
    sign_in = actions.begin_sign_in(
        person,
        how=How(how),
        scope=scope,
        device="Mozilla/5.0 (X11; Linux) Firefox/140.0",
        address="127.0.0.1",
    )
    session = SessionStore()
    session["sign_in"] = str(sign_in.id)
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    client.sign_in = sign_in
    return client


def age(client: Client, **ago) -> SignIn:
    """Make the client's sign-in older: `age(client, last_active_at=timedelta(minutes=16))`."""
    changes = {name: timezone.now() - span for name, span in ago.items()}
    SignIn.objects.filter(pk=client.sign_in.pk).update(**changes)
    return SignIn.objects.get(pk=client.sign_in.pk)
