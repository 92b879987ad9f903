"""The only file that speaks ACME (RFC 8555): one account, one order, one certificate.

Bare addresses are RFC 8738, profiles draft-ietf-acme-profiles. The `acme` library blocks; so does this.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

import requests
from acme import challenges, client, crypto_util, errors, messages
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from josepy.errors import Error as JoseError
from josepy.jwa import ES256
from josepy.jwk import JWKEC

from freehold.certificates import is_address
from freehold.config.installation import write_private

from .managed import SYSTEM_ROOTS, Authority
from .renewal_hint import Window, certificate_id, window_of

TIMEOUT = 20
"""Seconds for each answer of the authority."""
NONCES = 8
"""So many are tried; each refusal brings a fresh one."""
NEEDED = ("newNonce", "newAccount", "newOrder")

Answering = Callable[[Mapping[str, str]], AbstractContextManager[None]]
"""Given what to answer to each token: listens for the authority's questions while the block runs."""


class NotIssued(Exception):
    """The authority issued nothing; the text says why, and what to do where that is known."""


class ReadByOthers(NotIssued):
    """The account's key lies open to other accounts of this machine."""


@dataclass(frozen=True)
class Issued:
    key_pem: bytes
    chain_pem: bytes


class _Network(client.ClientNetwork):
    """Asks again as often as a nonce is refused (RFC 8555, section 6.5); the library does so once."""

    def post(self, *given: Any, **named: Any) -> requests.Response:
        for _ in range(NONCES - 1):
            try:
                return self._post_once(*given, **named)
            except messages.Error as problem:
                if problem.code != "badNonce":
                    raise
        return self._post_once(*given, **named)


def issue(authority: Authority, hosts: Collection[str], keys: Path, answering: Answering) -> Issued:
    """A new key and a certificate for all of `hosts` (names, IPv4 addresses). Nothing is checked of it yet.

    The account's key is made in `keys` on first use; making it agrees to the authority's terms of use.

    Raises:
        NotIssued: whatever went wrong.
    """
    if not authority.directory.startswith("https://"):
        raise NotIssued(
            f"acme_directory: {authority.directory} is no address of an authority; one begins with https://"
        )
    with _told(authority):
        account = _account_key(_account_file(authority, keys))
        network = _network(authority, account)
        directory = client.ClientV2.get_directory(authority.directory, network)
        _refuse_unusable(directory, authority, hosts)
        acme = client.ClientV2(directory, network)
        _sign_in(acme, authority)
        key = ec.generate_private_key(ec.SECP256R1())
        key_pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        names = sorted(host for host in hosts if not is_address(host))
        addresses = sorted(IPv4Address(host) for host in hosts if is_address(host))
        request = crypto_util.make_csr(key_pem, domains=names, ipaddrs=[*addresses])
        order = acme.new_order(request, profile=authority.profile)
        asked = list(_questions(order))
        answers = {question.chall.encode("token"): question.validation(account) for question in asked}
        with answering(answers):
            for question in asked:
                acme.answer_challenge(question, question.response(account))
            order = acme.poll_and_finalize(order)
        return Issued(key_pem, order.fullchain_pem.encode())


def suggestion(authority: Authority, certificate: x509.Certificate) -> tuple[Window | None, timedelta | None]:
    """When the authority suggests to renew this certificate of its own (RFC 9773), and when to ask again.

    None where it says nothing of that. Asks without an account. The library's `renewal_time` is not used: it
    draws another moment at each call, takes a window that ends before it begins, and keeps the reason.

    Raises:
        NotIssued: whatever went wrong.
    """
    with _told(authority):
        network = _network(authority)
        directory = client.ClientV2.get_directory(authority.directory, network)
        try:
            where = str(directory["renewalInfo"]).rstrip("/")
        except KeyError:
            return None, None
        answer = network.get(f"{where}/{certificate_id(certificate)}")
        after = answer.headers.get("Retry-After", "")
        return window_of(answer.json()), timedelta(seconds=int(after[:9])) if after.isdecimal() else None


def _network(authority: Authority, account: JWKEC | None = None) -> _Network:
    network = _Network(account, alg=ES256, user_agent="freehold", timeout=TIMEOUT)
    network.verify_ssl = str(_trusted(authority))  # type: ignore[assignment]  # requests takes a path
    return network


def _account_file(authority: Authority, keys: Path) -> Path:
    mark = hashlib.sha256(authority.directory.encode()).hexdigest()[:12]
    return keys / f"acme-account-{mark}.json"


def _account_key(path: Path) -> JWKEC:
    if not path.exists():
        made = JWKEC(key=ec.generate_private_key(ec.SECP256R1()))
        write_private(path, json.dumps(made.to_json()) + "\n")
        return made
    if path.stat().st_mode & 0o077:
        raise ReadByOthers(
            f"{path} can be read by other accounts of this machine: who has it can have certificates made "
            f"for your addresses. If nobody can have taken it, `chmod 600 {path}`; else delete it, and a "
            "new account is made."
        )
    try:
        kept = JWKEC.from_json(json.loads(path.read_text()))
    except (ValueError, TypeError, JoseError) as error:
        raise NotIssued(f"{path} is broken. Delete it: a new account is made.") from error
    assert isinstance(kept, JWKEC)
    return kept


def _trusted(authority: Authority) -> Path:
    trusted = authority.roots or SYSTEM_ROOTS
    if not trusted.exists():
        raise NotIssued(f"{trusted} is missing, so no authority can be trusted (Debian: ca-certificates).")
    return trusted


def _refuse_unusable(directory: messages.Directory, authority: Authority, hosts: Collection[str]) -> None:
    try:
        for needed in NEEDED:
            directory[needed]
    except KeyError as error:
        raise NotIssued(f"{authority.directory} answers, but not as an ACME directory does.") from error
    if directory.meta.external_account_required:
        raise NotIssued(
            f"{authority.directory} wants an account that was made on its web site beforehand, which is not "
            "supported. Let's Encrypt does not."
        )
    offered = directory.meta.profiles or {}
    if authority.profile is not None and authority.profile not in offered:
        bare = [host for host in hosts if is_address(host)]
        why = (
            f" For a bare address ({', '.join(bare)}) browsers take only short-lived certificates, and this "
            "authority might issue another without saying so."
            if bare
            else ""
        )
        raise NotIssued(
            f"{authority.directory} does not offer the certificate profile {authority.profile!r} (it lists: "
            f"{', '.join(sorted(offered)) or 'none'}).{why} For an authority of your own, choose with "
            "acme_profile (`none` asks for none)."
        )


def _sign_in(acme: client.ClientV2, authority: Authority) -> None:
    wanted = messages.NewRegistration.from_data(email=authority.contact, terms_of_service_agreed=True)
    try:
        acme.new_account(wanted)
    except errors.ConflictError as known:
        acme.net.account = messages.RegistrationResource(body=messages.Registration(), uri=known.location)


def _questions(order: messages.OrderResource) -> Iterator[messages.ChallengeBody]:
    """The HTTP-01 question for each host that the authority does not know to be ours yet."""
    for authorization in order.authorizations:
        if authorization.body.status == messages.STATUS_VALID:
            continue
        for question in authorization.body.challenges:
            if isinstance(question.chall, challenges.HTTP01):
                yield question
                break
        else:
            raise NotIssued(
                f"The authority does not ask by HTTP-01 for {authorization.body.identifier.value}, and there "
                "is no other way here."
            )


@contextmanager
def _told(authority: Authority) -> Iterator[None]:
    """Turns whatever goes wrong into a sentence."""
    where = authority.directory
    try:
        yield
    except errors.ValidationError as refused:
        raise NotIssued("; ".join(_failed_checks(refused)) or f"{where} could not reach us.") from refused
    except (errors.TimeoutError, requests.Timeout) as error:
        raise NotIssued(f"{where} did not answer in time.") from error
    except requests.exceptions.SSLError as error:
        raise NotIssued(f"{where} was not believed: its own certificate is not trusted.") from error
    except requests.RequestException as error:
        raise NotIssued(f"{where} could not be reached ({type(error).__name__}).") from error
    except messages.Error as problem:
        raise NotIssued(f"The authority refused: {problem.detail or problem.typ}") from problem
    except errors.IssuanceError as problem:
        raise NotIssued(f"The authority refused: {problem.error.detail or problem.error.typ}") from problem
    except (errors.Error, JoseError, ValueError, TypeError, AttributeError, KeyError) as error:
        raise NotIssued(
            f"{where} did not answer as an ACME authority does ({type(error).__name__})."
        ) from error


def _failed_checks(refused: errors.ValidationError) -> Iterator[str]:
    for authorization in refused.failed_authzrs:
        for question in authorization.body.challenges:
            if question.error is not None:
                host = authorization.body.identifier.value
                yield f"The authority could not see that {host} is yours: {question.error.detail}"
