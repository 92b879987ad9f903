"""What people change about themselves."""

from freehold import audit

from ..models import Person


@audit.action
def change_profile(person: Person, *, name: str, preferred_name: str, pronouns: str, zone: str) -> None:
    """How one is called and in which zone times are shown."""
    person.name, person.preferred_name, person.pronouns, person.zone = name, preferred_name, pronouns, zone
    person.save(update_fields=["name", "preferred_name", "pronouns", "zone"])
    audit.record("person.profile", who=person, whose=person.as_patient, what=person)
