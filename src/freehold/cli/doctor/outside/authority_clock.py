"""What time it is for the certificate authority, by the Date of its answer (RFC 9110, 6.6.1)."""

import http.client
import ssl
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from freehold.config.options import Options

from .evidence import AuthorityClock

WITHIN = 10.0


def compare(given: Options) -> AuthorityClock:
    """Asks the directory of the authority that the owner named."""
    assert given.acme_directory
    parts = urlsplit(given.acme_directory)
    host = parts.hostname or ""
    roots = ssl.create_default_context(cafile=str(given.acme_ca) if given.acme_ca else None)
    connection = http.client.HTTPSConnection(host, parts.port, timeout=WITHIN, context=roots)
    try:
        connection.request("HEAD", parts.path or "/")
        said = connection.getresponse().headers.get("Date", "")
        return AuthorityClock(host, (parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds())
    except (OSError, http.client.HTTPException, ValueError, TypeError):
        return AuthorityClock(host, None)
    finally:
        connection.close()
