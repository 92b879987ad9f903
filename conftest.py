"""What every test of the project has."""

pytest_plugins = ["freehold.audit.tests.emptying", "tests.installations"]
