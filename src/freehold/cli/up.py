"""`./freehold up`: one installation, running in the foreground until somebody ends it."""

import fcntl
import json
import os
import subprocess
import sys
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from freehold.config.options import Options, options
from freehold.processes import die_with_parent

from . import (
    front_admin,
    front_child,
    frontend,
    installation_options,
    issuing,
    livekit_binary,
    livekit_child,
    ports,
    refusals,
    run_file,
)
from .children import Child
from .failure import BUSY, FAILED, UNUSABLE, Stop
from .progress import say
from .supervisor import Asked, Supervisor, pids
from .web_child import web_child
from .worker_child import worker_child

ANSWER_WITHIN = 60.0
LIVEKIT_ANSWERS_WITHIN = 15.0


def up(*, demo: bool, as_json: bool) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP. Options come from `installation_options`.

    Raises:
        Stop: it cannot start; nothing is left running.
    """
    os.umask(0o077)
    chosen = installation_options.read()
    refusals.refuse(chosen, demo=demo)
    make_folders(chosen.data)
    with_lock = _lock(chosen.data)
    try:
        left = run_file.end_leftovers(chosen.data)
        if left:
            say(f"The last run was killed; ended what it left: {', '.join(left)}.")
        Installation(chosen).run(demo=demo, as_json=as_json)
    finally:
        os.close(with_lock)


def make_folders(data: Path) -> None:
    """The data folder and what lies in it, closed to other accounts even where it was there before.

    Raises:
        Stop: it cannot be made, or belongs to another account.
    """
    try:
        for folder in (data, data / "logs"):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if folder.stat().st_mode & 0o077:
                folder.chmod(0o700)
    except OSError as error:
        raise Stop(f"The data folder cannot be used: {error}. Give another with --data.", UNUSABLE) from error


def _lock(data: Path) -> int:
    """Held while this installation runs; the kernel lets go of it however we end, so it is never stale."""
    descriptor = os.open(data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        run = run_file.read(data)
        os.close(descriptor)
        which = f" by pid {run.pids.get('supervisor')}, at {run.url}" if run else ""
        raise Stop(
            f"This data folder is in use already{which}:\n    {data}\n"
            "End that one first (Ctrl-C there), or give this one another folder with --data.",
            BUSY,
        ) from None
    return descriptor


class Installation:
    """The children of one data folder, and what is told about them."""

    def __init__(self, given: Options) -> None:
        self._reservations = [ports.Reservation(given.address, given.port)]
        self._set(port=self._reservations[0].port)
        if given.uses_front:
            self._reserve(front_child.listens_on(self.options))
        self._supervisor: Supervisor | None = None
        self._cert_seen = refusals.cert_mark(self.options)

    @property
    def options(self) -> Options:
        return options()

    def _reserve(self, places: list[tuple[IPv4Address, int]]) -> None:
        try:
            for address, port in places:
                self._reservations.append(ports.Reservation(address, port, self._instead(port)))
        except Stop:
            self._release()
            raise

    def _instead(self, port: int) -> ports.Instead:
        return ports.QUESTIONS if port == self.options.http_port else ports.TURN

    def _release(self) -> None:
        for held in self._reservations:
            held.release()

    def _set(self, **flags: object) -> None:
        installation_options.set_flags(**flags)
        options.cache_clear()

    def run(self, *, demo: bool, as_json: bool) -> None:
        frontend.build_if_changed()
        program = self._livekit_program()
        if self.options.uses_front:
            front_child.program()
        issuing.before_start(self.options)
        self._cert_seen = refusals.cert_mark(self.options)
        supervisor = self._supervisor = Supervisor(changed=self._note, tick=self._tick)
        try:
            if program:
                self._start_livekit(supervisor, program)
            prepared = self._prepare(demo)
            supervisor.start(web_child(self.options))
            supervisor.start(worker_child(self.options))
            if self.options.uses_front:
                supervisor.start(front_child.front_child(self.options, has_media=program is not None))
            supervisor.wait_until_they_answer(ANSWER_WITHIN)
            self._announce(prepared, as_json=as_json)
            supervisor.run()
        except Asked:
            say("Stopping.")
        finally:
            supervisor.stop()
            run_file.remove(self.options.data)
            if self.options.uses_front:
                front_child.remove_folder(self.options)
            self._release()

    def _livekit_program(self) -> Path | None:
        try:
            return livekit_binary.find_or_build()
        except livekit_binary.Missing as missing:
            say(f"There will be no live rooms, everything else works. {missing}")
            self._set(livekit_missing=str(missing))
            return None

    def _start_livekit(self, supervisor: Supervisor, program: Path) -> None:
        with ports.turn_to_choose():
            self._set(**livekit_child.choose_ports(self.options))
            webhook = f"{refusals.webhook_origin(self.options)}/hooks/livekit"
            supervisor.start(livekit_child.livekit_child(program, self.options, webhook))
            supervisor.wait_until_they_answer(LIVEKIT_ANSWERS_WITHIN)

    def _prepare(self, demo: bool) -> dict[str, Any]:
        assert self._supervisor
        command = [sys.executable, "-I", "-m", *self._preparation(demo)]
        os.environ["FREEHOLD_PARENT"] = str(os.getpid())
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, preexec_fn=die_with_parent
        ) as process:
            said = process.communicate()[0]
        self._supervisor.stop_if_asked()
        if process.returncode:
            raise Stop("", process.returncode if process.returncode > 0 else FAILED)
        prepared: dict[str, Any] = json.loads(said)
        return prepared

    def _preparation(self, demo: bool) -> list[str]:
        """The module that prepares the database, and its arguments."""
        return ["freehold.cli.preparation", *(["--demo"] if demo else [])]

    def _note(self) -> None:
        assert self._supervisor
        running = {"supervisor": os.getpid(), **pids(self._supervisor.children)}
        given = self.options
        run_file.write(
            given.data, url=given.origin, address=str(given.address), port=given.port, pids=running
        )

    def _tick(self) -> None:
        assert self._supervisor
        for child in self._supervisor.children:
            child.trim_log()
        mark = refusals.cert_mark(self.options)
        if mark != self._cert_seen:
            self._cert_seen = mark
            if self.options.uses_front:
                self._change_certificate()
            else:
                self._renew_certificate(self._supervisor.children)

    def _change_certificate(self) -> None:
        """HAProxy serves the new one to whoever connects from now on; no line drops."""
        try:
            front_child.reload(self.options)
        except Stop as refusal:
            say(f"The new certificate is not served, the old one still is: {refusal}")
        except front_admin.NotTaken as problem:
            say(f"The front did not take the new certificate: {problem}. It is tried again.")
            self._cert_seen = ()
        else:
            say("The certificate changed; new connections get it now.")

    def _renew_certificate(self, children: list[Child]) -> None:
        """The web server takes a new certificate at SIGHUP; LiveKit keeps the old until its next start."""
        import signal

        from .web_child import prepare_key

        try:
            prepare_key(self.options)
        except (OSError, ValueError) as error:
            say(f"The new certificate cannot be used yet: {error}")
            return
        say("The certificate changed; the web server takes it now.")
        if self.options.turn_tls_port:
            say("TURN inside TLS keeps the old one until LiveKit starts anew; `doctor` says how.")
        for child in children:
            if child.name == "web":
                child.signal(signal.SIGHUP)

    def _announce(self, prepared: dict[str, Any], *, as_json: bool) -> None:
        assert self._supervisor
        given = self.options
        numbers = {"supervisor": os.getpid(), "web": 0, "worker": 0, "livekit": None}
        staff, patients = (refusals.link_origin(given, for_staff=is_staff) for is_staff in (True, False))
        people = [
            {
                "name": person["name"],
                "role": person["role"],
                "link": (patients if person["role"] in PATIENT_SIDE else staff) + person["link_path"],
            }
            for person in prepared["people"]
        ]
        setup_link = staff + prepared["setup_link"] if prepared["setup_link"] else None
        if as_json:
            line = {
                "url": given.origin,
                "data": str(given.data),
                "pids": numbers | pids(self._supervisor.children),
                "setup_link": setup_link,
                "people": people,
            }
            print(json.dumps(line), flush=True)
        else:
            print(told(staff, setup_link, people), flush=True)


PATIENT_SIDE = frozenset({"patient", "guardian", "guest"})


def told(url: str, setup_link: str | None, people: list[dict[str, str]]) -> str:
    """What a person reads when everything answers."""
    lines = ["", f"Freehold is at {url}"]
    if setup_link:
        lines += ["", "Set up your practice here. The link works once, for a day:", f"    {setup_link}"]
    if people:
        lines += [
            "",
            "A fictional practice. Each link signs one person in, once; open two of them side by side:",
        ]
        width = max(len(f"{person['name']}, {person['role']}") for person in people)
        for person in people:
            who = f"{person['name']}, {person['role'].replace('_', ' ')}"
            lines.append(f"    {who:<{width}}  {person['link']}")
    return "\n".join([*lines, "", "Ctrl-C stops all of it.", ""])
