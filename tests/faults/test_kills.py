"""SIGKILL at any moment: what was acknowledged is there, whole, and the audit says so."""

import http.client
import os
import random
import signal
import threading
import uuid

from tests.faults.practice import Dana, open_practice
from tests.installations import free_port

KILLS = 25
BROWSERS = 4
CHECK = """
from freehold.audit import verification
from freehold.audit.models import AuditEvent
from freehold.people.models import Person
patients = list(Person.objects.filter(role="patient"))
assert {patient.name for patient in patients} <= {"Kim Adeyemi"}, "every name decrypts"
created = AuditEvent.objects.filter(event="person.create", why="patient").count()
assert created == len(patients), "no half of a write"
found = verification.verify()
assert found.is_well, found.findings
"""


def patients(installation):
    rows = installation.query("SELECT id FROM people_person WHERE role = 'patient'")
    return {uuid.UUID(str(id)) for (id,) in rows}


class TestWriterKilled:
    def test_no_acknowledged_write_is_lost(self, installation):
        writer = installation.start("-m", "tests.faults.writer", stdin=-1, stdout=-1)
        chance = random.Random(3)
        acknowledged = set()
        for _ in range(KILLS):
            writer.stdin.write("go\n")
            writer.stdin.flush()
            pid = int(writer.stdout.readline().split()[1])
            wanted = chance.randrange(1, 12)
            while (line := writer.stdout.readline().strip()) != "died":
                acknowledged.add(uuid.UUID(line))
                wanted -= 1
                if wanted == 0:
                    threading.Timer(chance.random() * 0.01, os.kill, [pid, signal.SIGKILL]).start()
        assert len(acknowledged) >= KILLS
        assert acknowledged <= patients(installation)
        installation.run(CHECK)


class TestWebKilled:
    def test_every_patient_a_browser_was_told_of_is_there(self, installation):
        cookies = open_practice(installation)
        acknowledged = set()
        for _ in range(3):
            port = free_port()
            server = installation.serve(port)
            enough = threading.Semaphore(0)

            def write(port=port, enough=enough):
                dana = Dana(port, cookies)
                while True:
                    try:
                        added = dana.add_patient()
                    except (OSError, http.client.HTTPException):
                        return
                    if added is None:
                        return
                    acknowledged.add(uuid.UUID(added))
                    enough.release()

            threads = [threading.Thread(target=write) for _ in range(BROWSERS)]
            for thread in threads:
                thread.start()
            for _ in range(20):
                assert enough.acquire(timeout=60)
            server.kill()
            server.wait()
            for thread in threads:
                thread.join(60)
        assert len(acknowledged) >= 60
        assert acknowledged <= patients(installation)
        installation.run(CHECK)
