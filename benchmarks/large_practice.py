"""Fill an installation's empty database with 3 clinicians and 200 patients; print sign-in links as JSON.

Run with FREEHOLD_DATA and DJANGO_SETTINGS_MODULE set: `python -m benchmarks.large_practice`.
"""

import json
from time import monotonic

import django


def main() -> None:
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from freehold.cli.demo_large import build_large
    from freehold.people import actions
    from freehold.people.access import patients_visible_to

    begun = monotonic()
    owner, clinician, *_ = build_large()
    patient = patients_visible_to(clinician).first()
    assert patient is not None
    people = {"owner": owner, "clinician": clinician, "patient": patient}
    links = {role: actions.create_link(person, "demo", by=None) for role, person in people.items()}
    ids = {role: str(person.id) for role, person in people.items()}
    print(json.dumps({"links": links, "ids": ids, "built_in_seconds": round(monotonic() - begun, 1)}))


if __name__ == "__main__":
    main()
