import pytest
from django.db import OperationalError


def yes() -> bool:
    return True


def no() -> bool:
    return False


def fails() -> bool:
    raise OperationalError("could not connect to host secret.example")


def named(check) -> str:
    return f"{__name__}.{check.__name__}"


@pytest.mark.django_db
class TestHealth:
    @pytest.fixture
    def ask(self, client, settings):
        def ask(**checks):
            settings.HEALTH_CHECKS = {name: named(check) for name, check in checks.items()}
            settings.HEALTH_NEEDED = ("web", "database")
            return client.get("/health")

        return ask

    def test_all_is_well(self, ask):
        answer = ask(database=yes, worker=yes)
        assert (answer.status_code, answer.json()) == (200, {"web": "ok", "database": "ok", "worker": "ok"})

    def test_what_pages_do_without_is_named_but_does_not_fail(self, ask):
        answer = ask(database=yes, worker=no)
        assert (answer.status_code, answer.json()["worker"]) == (200, "down")

    def test_what_pages_need_does(self, ask):
        answer = ask(database=fails)
        assert answer.status_code == 503
        assert answer.json() == {"web": "ok", "database": "down"}

    def test_strangers_learn_one_word_each(self, ask, caplog):
        assert b"secret" not in ask(database=fails).content
        assert "secret" not in caplog.text

    def test_the_checks_that_are_set_exist_and_answer(self, client):
        assert set(client.get("/health").json().values()) <= {"ok", "down"}
