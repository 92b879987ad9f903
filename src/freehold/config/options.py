"""What an owner may set: flags of the launcher, `FREEHOLD_*` variables, `freehold.toml` in the data folder.

The launcher turns its flags into these variables for its children, so every process reads the same options.
"""

import secrets
from collections.abc import Collection
from difflib import get_close_matches
from functools import lru_cache
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any, Self

from pydantic import Field, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from . import smtp_url
from .installation import read_or_create

ROOT = Path(__file__).resolve().parents[3]


class Options(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="FREEHOLD_", extra="ignore")

    data: Path = Field(default=ROOT / "data", description="database, files, logs and pid of one installation")
    keys: Path | None = Field(default=None, description="key folder; `keys` in the data folder when unset")
    address: IPv4Address = IPv4Address("127.0.0.1")
    port: int = Field(default=8000, ge=0, le=65535)
    names: list[str] = Field(default_factory=list, description="host names that point at the address")
    media_address: IPv4Address | None = Field(
        default=None, description="picture and sound, where they have an address of their own"
    )
    turn_address: IPv4Address | None = Field(
        default=None, description="TURN inside TLS, where it has an address of its own, always on port 443"
    )
    turn_name: str | None = Field(default=None, description="host name that points at `turn_address`")
    cert: Path | None = Field(default=None, description="TLS certificate chain, PEM")
    key: Path | None = Field(default=None, description="TLS private key, PEM")
    acme_directory: str | None = Field(
        default=None, description="authority that issues and renews the certificate; none when unset"
    )
    acme_contact: str | None = Field(default=None, description="e-mail address for the authority")
    acme_profile: str | None = Field(
        default=None, description="kind of certificate; short-lived for a bare address when unset"
    )
    acme_ca: Path | None = Field(
        default=None, description="roots of an authority of one's own, PEM; the system's when unset"
    )
    http_port: int = Field(
        default=80, ge=1, le=65535, description="where an authority asks, and visitors are sent to https"
    )
    front: bool | None = Field(
        default=None, description="HAProxy holds the TLS connections; where it must when unset"
    )
    database_url: str | None = Field(
        default=None, description="postgres://…; SQLite in the data folder when unset"
    )
    redis_url: str | None = Field(
        default=None, description="shared cache for several web nodes; database when unset"
    )

    smtp_url: str | None = Field(
        default=None, description="mail server, smtp://user:password@host:587 or smtps://…; none when unset"
    )
    mail_address: IPv4Address | None = Field(
        default=None, description="where mail leaves from, where it has an address of its own"
    )
    mail_from: str | None = Field(default=None, description="whom mails are from; freehold@ the first name")
    addresses_ask: bool = Field(
        default=True, description="audits of pages and watches fetch tables and ask registries and DNS lists"
    )
    addresses_resolver: str | None = Field(
        default=None, description="DNS resolver for audits, HOST[:PORT]; this machine's when unset"
    )
    addresses_zones: Path | None = Field(default=None, description="DNS lists of one's own for audits, TOML")
    addresses_allow: list[str] = Field(
        default_factory=list, description="hosts that audits ask as well: stat.ripe.net"
    )

    livekit_port: int = Field(default=7880, description="LiveKit HTTP and signalling, loopback only")
    livekit_tcp_port: int = 7881
    livekit_udp_port: int = 7882
    turn_udp_port: int = 3478
    turn_tls_port: int | None = Field(
        default=None,
        description="TURN inside TLS; set it where a front of yours hands port 443 of the first name to it",
    )
    hooks_port: int = Field(default=7883, description="where LiveKit tells our front, loopback only")
    livekit_missing: str = Field(default="", description="why there is no media server; set by the launcher")

    @property
    def keys_folder(self) -> Path:
        return self.keys or _keys_beside(self.data)

    @property
    def issued_certificate(self) -> Path:
        """Private key and chain from an authority, in one file, so that they change together."""
        return self.keys_folder / "certificate.pem"

    @property
    def media(self) -> IPv4Address:
        """Where picture and sound go."""
        return self.media_address or self.address

    @property
    def mail_leaves_from(self) -> IPv4Address | None:
        """The planned address of outgoing mail; None: whichever the system takes.

        A mail server on this machine is not called from outside: it would take us for a stranger.
        """
        planned = self.mail_address or self.address
        is_here = self.smtp_url is not None and smtp_url.parse(self.smtp_url).is_here
        return self.mail_address if planned.is_loopback else None if is_here else planned

    @property
    def turn_host(self) -> str:
        """What browsers are told to open TURN inside TLS to."""
        if self.turn_address:
            return self.turn_name or str(self.turn_address)
        return self.names[0] if self.names else str(self.address)

    @property
    def uses_front(self) -> bool:
        """Whether HAProxy stands before the web server: it changes certificates without a dropped line."""
        if self.front is not None:
            return self.front
        return self.acme_directory is not None or self.turn_address is not None

    @property
    def sender(self) -> str:
        """Whom mails are from."""
        return self.mail_from or f"freehold@{self.names[0] if self.names else f'[{self.address}]'}"

    @field_validator("smtp_url")
    @classmethod
    def _read_the_mail_server(cls, url: str | None) -> str | None:
        if url is not None:
            smtp_url.parse(url)
        return url

    @property
    def livekit_url(self) -> str:
        """Where the gate and the API client find LiveKit; it never leaves this machine."""
        return f"http://127.0.0.1:{self.livekit_port}"

    @property
    def livekit_key(self) -> str:
        """Name of this installation's API key at LiveKit."""
        return read_or_create(self.keys_folder / "livekit-key", f"freehold{secrets.token_hex(4)}")

    @property
    def livekit_secret(self) -> str:
        return read_or_create(self.keys_folder / "livekit-secret", secrets.token_urlsafe(48))

    @property
    def is_loopback(self) -> bool:
        return self.address.is_loopback

    @model_validator(mode="after")
    def _take_the_issued_certificate(self) -> Self:
        if self.acme_directory and self.cert is None and self.key is None:
            self.cert = self.key = self.issued_certificate
        return self

    @property
    def uses_tls(self) -> bool:
        return self.cert is not None and self.key is not None

    @property
    def origin(self) -> str:
        scheme, usual = ("https", 443) if self.uses_tls else ("http", 80)
        return f"{scheme}://{self.address}" + ("" if self.port == usual else f":{self.port}")

    @property
    def named_origin(self) -> str:
        """By the first name, where there is one: a certificate for names need not cover the address."""
        if not self.names:
            return self.origin
        scheme, usual = ("https", 443) if self.uses_tls else ("http", 80)
        return f"{scheme}://{self.names[0]}" + ("" if self.port == usual else f":{self.port}")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        data = Path(env_settings().get("data") or ROOT / "data")
        toml = TomlConfigSettingsSource(settings_cls, data / "freehold.toml")
        _refuse_unknown(toml.toml_data, settings_cls.model_fields)
        return init_settings, env_settings, toml


def _refuse_unknown(written: Collection[str], known: Collection[str]) -> None:
    """A name that is mistyped would leave its option at the usual: pages on another address than meant.

    Raises:
        ValueError: with the name, and the one that was meant.
    """
    for name in written:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            raise ValueError(f"it has no option {name!r}{f'; did you mean {near[0]!r}?' if near else ''}")


@lru_cache(maxsize=4)
def _keys_beside(data: Path) -> Path:
    """Asked for at every cell that is opened, so it is put together once."""
    return data / "keys"


@lru_cache(maxsize=1)
def options(**given: Any) -> Options:
    return Options(**given)
