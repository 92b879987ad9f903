"""Holds what was seen against the plan: one finding for each promise, in the doctor's words.

Pure: no clock, no files, no network.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from ..finding import Finding, State, bad, ok, unknown, warn
from .candidates import hosts_of
from .evidence import AuthorityClock, Evidence
from .planned import LOOPBACK
from .walked import COPY, LIVE

ELSEWHERE = "Somebody outside this practice learns who visits it, and when."
REQUIRED = (
    "pages walked",
    "session",
    "requests",
    "connections",
    "names looked up",
    "ways for media",
    "certificates",
    "the server's own connections",
    "same program",
)
"""Findings that the proof rests on; the others are about how well the server is kept."""
NAMED = 6
MOST_APART = 30
"""Seconds; a one-time code is good for about as long (RFC 6238)."""


def judge(seen: Evidence) -> Iterator[Finding]:
    yield pages_walked(seen)
    yield session(seen)
    yield requests(seen)
    yield connections(seen)
    yield names_looked_up(seen)
    yield ways_for_media(seen)
    yield certificates(seen)
    yield own_connections(seen)
    yield same_program(seen)
    yield from open_ports(seen)
    yield from reverse_names(seen)
    yield tls(seen)
    if seen.authority:
        yield beside_the_authority(seen.authority)


def listed(things: Iterable[object]) -> str:
    """A few of them by name."""
    every = list(map(str, things))
    more = len(every) - NAMED
    return ", ".join(every[:NAMED]) + (f" and {more} more" if more > 0 else "")


def pages_walked(seen: Evidence) -> Finding:
    ways = seen.walk.ways_through(COPY)
    empty = [way.who for way in ways if not any(page.status == 200 for page in way.pages)]
    broken = sorted({f"{page.kind} ({page.status})" for way in seen.walk.ways for page in way.broken})
    if empty or not ways:
        return unknown("pages walked", f"nobody got in as: {listed(empty) or 'anybody'}")
    if broken:
        return bad(
            "pages walked",
            f"links lead to pages that do not answer: {listed(broken)}",
            "What they would have reached is not known, and people who follow them are stuck.",
            "Open them; the server's log (logs/web.log) says why",
        )
    missed = len(seen.routes - seen.walk.not_pages - seen.walk.kinds(COPY))
    return ok(
        "pages walked",
        f"{len(seen.walk.kinds(COPY))} kinds of page as {len(ways)} kinds of people, in a copy; "
        f"{len(seen.walk.kinds(LIVE))} open to all on the live one; "
        f"{missed} routes hold data or are reached by a step that a walk does not take",
    )


def session(seen: Evidence) -> Finding:
    if seen.walk.why_not_met:
        return unknown("session", f"two people did not meet: {seen.walk.why_not_met}", "./freehold doctor")
    ways = {str(told["path"]["protocol"]).upper() for told in seen.walk.told}
    return ok("session", f"two people met, with sound and picture over {' and '.join(sorted(ways))}")


def requests(seen: Evidence) -> Finding:
    hosts = seen.walk.requested | seen.walk.log.requested
    strangers = seen.planned.strangers(hosts)
    if strangers:
        return bad(
            "requests",
            f"pages asked {listed(strangers)}",
            f"{ELSEWHERE} No page of ours does that: something was added, or stands in between.",
            "Look in the page's source for that name. If it is yours, plan its address first",
        )
    if not hosts:
        return unknown("requests", "the browser's log names none")
    return ok("requests", f"pages asked {listed(sorted(hosts))}, nobody else")


def connections(seen: Evidence) -> Finding:
    sockets = seen.walk.log.sockets
    strangers = seen.planned.strangers(sockets)
    if strangers:
        return bad(
            "connections",
            f"the browser was connected to {listed(strangers)}",
            ELSEWHERE,
            "See what else this names. A name of yours that points there must point at a planned address",
        )
    if not sockets:
        return unknown("connections", "the browser's log names none")
    return ok("connections", f"pages, sound and picture went to {listed(sorted(sockets))}, nowhere else")


def names_looked_up(seen: Evidence) -> Finding:
    strangers = seen.planned.strangers(seen.walk.log.names)
    if strangers:
        return bad(
            "names looked up",
            f"pages made the browser look up {listed(strangers)}",
            "Whoever answers for that name, and the network in between, learns of the visit.",
            "Look in the page's source for that name",
        )
    found = seen.walk.log.names
    return ok("names looked up", f"only {listed(sorted(found))}" if found else "none: all is on addresses")


def ways_for_media(seen: Evidence) -> Finding:
    told = seen.walk.told
    if not told:
        return unknown("ways for media", "no session, so no browser was told any")
    hosts = hosts_of(told) | {str(one["path"]["remote"]) for one in told} | seen.live_media
    strangers = seen.planned.strangers(hosts)
    if strangers:
        return bad(
            "ways for media",
            f"browsers were sent to {listed(strangers)} to find each other",
            "Whoever is there learns the addresses of both people in a session, and when it was.",
            "Compare livekit.yaml in the data folder with what `up` writes: stun_servers, turn, node_ip",
        )
    counts = sum(len(one["servers"]) for one in told), sum(len(one["candidates"]) for one in told)
    return ok(
        "ways for media",
        f"{counts[0]} ICE servers and {counts[1]} candidates told, all on {listed(sorted(hosts))}",
    )


def certificates(seen: Evidence) -> Finding:
    if not seen.uses_tls:
        if seen.is_loopback:
            return ok("certificates", "none, and none needed on this machine itself")
        return bad(
            "certificates",
            f"none, on {seen.address}",
            "Anybody in between reads along.",
            "docs/operations/install.md",
        )
    if not seen.certificates:
        return unknown("certificates", "the browser saw none")
    planned = seen.planned.addresses | seen.planned.names
    for one in seen.certificates:
        if not any(one.covers(host) for host in planned):
            return bad(
                "certificates",
                f"one by {one.issuer} for {listed(one.names) or 'no name'}",
                "Somebody else's server answered, or one stands in between.",
                "Find out whose it is before anybody signs in",
            )
        if not one.not_before <= seen.at < one.not_after:
            return bad(
                "certificates",
                f"one for {listed(one.names)} was good until {one.not_after:%Y-%m-%d %H:%M} UTC",
                "Browsers refuse the page.",
                "Renew it",
            )
    return ok(
        "certificates",
        "; ".join(
            f"{listed(one.names)}, by {one.issuer}, {one.key}, until {one.not_after:%Y-%m-%d %H:%M} UTC"
            for one in seen.certificates
        ),
    )


def own_connections(seen: Evidence) -> Finding:
    outgoing = seen.outgoing
    if not outgoing.looks:
        return unknown("the server's own connections", "nobody could look at them")
    known = set(outgoing.configured) | LOOPBACK | seen.planned.addresses
    strangers = sorted(one for one in outgoing.connections if one.remote not in known)
    if strangers:
        return bad(
            "the server's own connections",
            "it went to " + listed(f"{one.remote} ({one.protocol.upper()} {one.port})" for one in strangers),
            "Nobody configured that. What leaves by it is not known.",
            "Find the process: ss -tunp. Nothing of Freehold goes anywhere but where its options say",
        )
    used = sorted({outgoing.configured[one.remote] for one in outgoing.connections
                   if one.remote in outgoing.configured})  # fmt: skip
    where = f"itself and {listed(used)}" if used else "itself"
    return ok("the server's own connections", f"to {where} only, in {outgoing.looks} looks")


def same_program(seen: Evidence) -> Finding:
    program = seen.program
    if not program.live:
        return unknown("same program", "none runs here, so only a copy was walked", "./freehold up")
    if program.unlike:
        return bad(
            "same program",
            f"the live one delivers other files: {listed(program.unlike)}",
            "What was walked is not what people are given.",
            "Stop it and start it again; then prove again",
        )
    if program.is_older:
        return unknown(
            "same program",
            "its files were changed after the live one was started",
            "Stop it and start it again; then prove again",
        )
    return ok("same program", f"{program.compared} files of the live one are the copy's, byte for byte")


def open_ports(seen: Evidence) -> Iterator[Finding]:
    open_now = {(door.protocol, door.port) for door in seen.doors}
    if seen.expected - open_now and not seen.is_loopback:
        missing = sorted(f"{protocol.upper()} {port}" for protocol, port in seen.expected - open_now)
        yield bad(
            "open ports",
            f"nothing listens on {listed(missing)}",
            "Pages or sessions do not reach everybody.",
            "./freehold doctor",
        )
    for door in seen.strangers:
        yield bad(
            "open ports",
            f"{door}, which Freehold uses, is kept open by {seen.holders.get(door, 'another program')}",
            "Who comes there may meet that program and take it for the practice.",
            "Stop it (`ss -tulpn` shows it), then stop Freehold and start it again",
        )
    if not seen.are_owners_known:
        yield unknown(
            "open ports",
            "which of them are Freehold's own could not be seen",
            "./freehold doctor --outside   (as root, or as the account that Freehold runs as)",
        )
    others = [door for door in seen.doors if (door.protocol, door.port) not in seen.expected]
    if others:
        told = [f"{door}{f', {seen.holders[door]}' if door in seen.holders else ''}" for door in others]
        yield warn(
            "open ports",
            f"not Freehold's: {listed(told)}",
            "Each is a way in that somebody must look after.",
            "Close what you do not need, or let the firewall admit it from where you sit only",
        )
    elif (
        not (seen.strangers or (seen.expected - open_now and not seen.is_loopback)) and seen.are_owners_known
    ):
        yield ok("open ports", "none but Freehold's own")


def reverse_names(seen: Evidence) -> Iterator[Finding]:
    if seen.is_loopback:
        yield ok("reverse name", "none needed on this machine itself")
        return
    for address, names in sorted(seen.reverse_names.items()):
        if names is None:
            yield unknown("reverse name", f"the DNS did not say what {address} is called")
        elif not names:
            yield warn(
                "reverse name",
                f"{address} has none",
                "Some mail servers refuse mail from it.",
                "Set a PTR record at whoever runs your reverse zone",
            )
        elif seen.planned.strangers(names):
            yield warn(
                "reverse name",
                f"{address} is called {listed(names)}, which is not planned",
                "Logs of networks in between show that name.",
                "Set the PTR record to a name of yours",
            )
        else:
            yield ok("reverse name", f"{address} is called {listed(names)}")


def tls(seen: Evidence) -> Finding:
    if not seen.uses_tls:
        return replace(certificates(seen), name="TLS")
    answered = seen.tls
    if answered is None:
        return unknown("TLS", "nothing answered when it was tried")
    taken = [one.what for one in answered.versions if one.is_taken]
    weak = [one.what for one in answered.weak if one.is_taken]
    old = [name for name in taken if name in ("TLS 1.0", "TLS 1.1")]
    if not answered.is_trusted:
        return bad(
            "TLS",
            f"this machine does not trust the certificate: {answered.why_not_trusted}",
            "Browsers warn, or refuse the page.",
            "Take one from an authority that browsers know: docs/operations/install.md",
        )
    if old or weak:
        return bad(
            "TLS",
            f"it takes {listed([*old, *(f'ciphers {one}' for one in weak)])}",
            "These are broken (RFC 8996, RFC 7525); somebody in between may read along.",
            "Put nothing before Freehold's own server that speaks them",
        )
    says = f"{' and '.join(taken)}, no older; {_tried(seen)}"
    if not answered.hsts_seconds:
        return warn(
            "TLS",
            f"{says}; no HSTS",
            "A first visit by plain http can be led astray.",
            "Start Freehold again",
        )
    days = timedelta(seconds=answered.hsts_seconds) / timedelta(days=1)
    return ok("TLS", f"{says}; HSTS for {days:.0f} days")


def beside_the_authority(clock: AuthorityClock) -> Finding:
    if clock.ahead is None:
        return unknown("clock beside the authority", f"{clock.host} did not say what time it is")
    says = f"{abs(clock.ahead):.0f} s {'behind' if clock.ahead > 0 else 'before'} that of {clock.host}"
    if abs(clock.ahead) > MOST_APART:
        return bad(
            "clock beside the authority",
            says,
            "Certificates seem to begin too late or to have ended; links and codes stop working.",
            "timedatectl set-ntp true   (as root), then look at `date`",
        )
    return ok("clock beside the authority", says)


def _tried(seen: Evidence) -> str:
    assert seen.tls
    refused = [one.what for one in seen.tls.weak if one.is_taken is False]
    untried = [one.what for one in (*seen.tls.versions, *seen.tls.weak) if one.is_taken is None]
    said = f"refuses ciphers {listed(refused)}" if refused else "no weak cipher could be tried"
    return said + (f"; not tried: {listed(untried)}" if untried else "")


def verdict(findings: Iterable[Finding]) -> str:
    """ "proved", "not proved" or "incomplete", by the findings that the proof rests on."""
    by_name = [finding for finding in findings if finding.name in REQUIRED]
    states = {finding.state for finding in by_name}
    if State.BAD in states:
        return "not proved"
    missing = set(REQUIRED) - {finding.name for finding in by_name}
    return "incomplete" if missing or State.UNKNOWN in states else "proved"
