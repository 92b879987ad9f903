"""The name that the DNS gives to an address (PTR), asked of this machine's resolver."""

from ipaddress import IPv4Address

import dns.exception
import dns.resolver

WITHIN = 5.0


class NoAnswer(Exception):
    """The resolver did not say."""


def names_of(address: IPv4Address) -> tuple[str, ...]:
    """In order, without the last dot; none where the DNS has none.

    Raises:
        NoAnswer
    """
    try:
        answer = dns.resolver.Resolver().resolve_address(str(address), lifetime=WITHIN)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return ()
    except (dns.exception.DNSException, OSError) as error:
        raise NoAnswer(str(error)) from error
    return tuple(sorted(str(row.target).rstrip(".").lower() for row in answer))
