"""`./freehold owner-link`: who may run commands here may let the owner in again; the audit says so."""

from . import installation_options, refusals
from .failure import UNUSABLE, WRONG_USE, Stop


def owner_link() -> None:
    """Prints a link for each owner.

    Raises:
        Stop: there is no practice or no owner, or the database cannot be used.
    """
    given = installation_options.of_a_practice()
    import django
    from django.db import DatabaseError

    django.setup()
    from freehold.people.actions import create_link
    from freehold.people.models import Person
    from freehold.people.roles import Role

    origin = refusals.link_origin(given, for_staff=True)
    try:
        owners = list(Person.objects.filter(role=Role.OWNER, is_active=True))
        paths = [(owner.name, create_link(owner, "owner_reset", by=None)) for owner in owners]
    except DatabaseError as error:
        raise Stop(
            f"The database cannot be used: {error}. Was `./freehold up` run here?", UNUSABLE
        ) from error
    if not paths:
        raise Stop("There is no owner yet: `./freehold up` prints the link that sets one up.", WRONG_USE)
    for name, path in paths:
        print(f"{name}  {origin}{path}")
