"""What every test of the project has."""

import hypothesis

pytest_plugins = ["freehold.audit.tests.emptying", "tests.installations"]

# Machines that run tests are busy: how long an example takes says nothing about whether it is right.
hypothesis.settings.register_profile("freehold", deadline=None)
hypothesis.settings.load_profile("freehold")
