"""Whether a server of ours answers, asked the cheapest way."""

import http.client
import ssl

TIMEOUT = 2.0


def answers_http(host: str, port: int, path: str, *, name: str | None = None, tls: bool = False) -> bool:
    """True once `path` is answered by anything below 500. The certificate is not checked: it is ourselves."""
    connection: http.client.HTTPConnection
    if tls:
        trusting = ssl.create_default_context()
        trusting.check_hostname = False
        trusting.verify_mode = ssl.CERT_NONE
        connection = http.client.HTTPSConnection(host, port, timeout=TIMEOUT, context=trusting)
    else:
        connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", path, headers={"Host": name or host, "Connection": "close"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
