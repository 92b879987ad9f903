"""Which certificate HAProxy shows, where it stands in front."""

import ssl
from collections.abc import Iterator

from freehold.config.options import Options

from ..answering import TIMEOUT
from ..front_config import TURN_PORT
from .finding import Finding, bad, ok, unknown, warn
from .turn import first_certificate

NAME = "front"


def check(given: Options) -> Iterator[Finding]:
    """One finding for each place where it holds TLS connections; nothing where there is no front."""
    if not (given.uses_front and given.cert):
        return
    try:
        on_disk = first_certificate(given.cert.read_text())
    except (OSError, ValueError) as error:
        yield unknown(NAME, f"{given.cert} cannot be read: {error}")
        return
    places = [(str(given.address), given.port)]
    if given.turn_address:
        places.append((str(given.turn_address), TURN_PORT))
    yield from (shows(place, on_disk, str(given.cert)) for place in places)


def shows(place: tuple[str, int], on_disk: bytes, file: str) -> Finding:
    where = f"{place[0]}:{place[1]}"
    try:
        shown = ssl.PEM_cert_to_DER_cert(ssl.get_server_certificate(place, timeout=TIMEOUT))
    except OSError as error:
        return bad(
            NAME,
            f"no answer at {where} ({error})",
            "Nobody gets in there.",
            "Look at logs/front.log in the data folder",
        )
    if shown == on_disk:
        return ok(NAME, f"shows the certificate of {file} at {where}")
    return warn(
        NAME,
        f"still shows an earlier certificate than {file} at {where}",
        "It takes a new one within seconds, unless that one must not be served; `up` said why.",
        "Look at what `up` said, and at `TLS` and `certificate` here",
    )
