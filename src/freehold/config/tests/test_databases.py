"""Settings that keep acknowledged writes, asked of the database itself; migrations that say all models do."""

import pytest
from django.core.management import call_command
from django.db import connection

from freehold.config import settings as real


class TestMigrations:
    @pytest.mark.django_db
    def test_none_is_missing(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class TestSQLite:
    def test_the_settings_say_so(self):
        if real.OPTIONS.database_url:
            pytest.skip("this run is on PostgreSQL")
        options = real.DATABASES["default"]["OPTIONS"]
        assert options["transaction_mode"] == "IMMEDIATE"
        assert options["timeout"] >= 20

    def test_a_process_with_these_settings_writes_through_to_the_disk(self, installation):
        """The tests themselves run without; so ask a process that has the real settings."""
        if installation.database_url:
            pytest.skip("this run is on PostgreSQL")
        said = installation.run(
            "from django.db import connection\n"
            "cursor = connection.cursor()\n"
            "for pragma in ('journal_mode', 'synchronous', 'foreign_keys'):\n"
            "    print(cursor.execute('PRAGMA ' + pragma).fetchone()[0])\n"
        )
        assert said.split() == ["wal", "2", "1"]  # synchronous: 2 is FULL, https://sqlite.org/pragma.html

    def test_every_transaction_takes_the_write_lock_at_its_start(self, installation):
        if installation.database_url:
            pytest.skip("this run is on PostgreSQL")
        said = installation.run(
            "from django.db import connection, transaction\n"
            "import sqlite3\n"
            "from django.conf import settings\n"
            "other = sqlite3.connect(settings.DATABASES['default']['NAME'], timeout=0)\n"
            "with transaction.atomic():\n"
            "    try:\n"
            "        other.execute('BEGIN IMMEDIATE')\n"
            "    except sqlite3.OperationalError as refused:\n"
            "        print(refused)\n"
        )
        assert said.strip() == "database is locked"


class TestPostgreSQL:
    def test_connections_come_from_a_pool_with_room_for_every_page_thread(self):
        if not real.OPTIONS.database_url:
            pytest.skip("this run is on SQLite")
        from freehold.config import pages

        pool = real.DATABASES["default"]["OPTIONS"]["pool"]
        assert pool["max_size"] > pages.THREADS + 4 + 1, "pages, the stream's questions, the hub"

    @pytest.mark.django_db
    def test_the_run_is_on_what_it_says(self):
        expected = "postgresql" if real.OPTIONS.database_url else "sqlite"
        assert connection.vendor == expected
