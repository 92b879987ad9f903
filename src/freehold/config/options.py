"""What an owner may set: flags of the launcher, `FREEHOLD_*` variables, `freehold.toml` in the data folder.

The launcher turns its flags into these variables for its children, so every process reads the same options.
"""

import secrets
from functools import lru_cache
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from .installation import read_or_create

ROOT = Path(__file__).resolve().parents[3]


class Options(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="FREEHOLD_", extra="ignore")

    data: Path = Field(default=ROOT / "data", description="database, files, logs and pid of one installation")
    keys: Path | None = Field(default=None, description="key folder; `keys` in the data folder when unset")
    address: IPv4Address = IPv4Address("127.0.0.1")
    port: int = Field(default=8000, ge=0, le=65535)
    names: list[str] = Field(default_factory=list, description="host names that point at the address")
    cert: Path | None = Field(default=None, description="TLS certificate chain, PEM")
    key: Path | None = Field(default=None, description="TLS private key, PEM")
    database_url: str | None = Field(
        default=None, description="postgres://…; SQLite in the data folder when unset"
    )
    redis_url: str | None = Field(
        default=None, description="shared cache for several web nodes; database when unset"
    )

    livekit_port: int = Field(default=7880, description="LiveKit HTTP and signalling, loopback only")
    livekit_tcp_port: int = 7881
    livekit_udp_port: int = 7882
    turn_udp_port: int = 3478
    turn_tls_port: int | None = Field(
        default=None,
        description="TURN inside TLS; set it where a front hands port 443 of the first name to it",
    )
    livekit_missing: str = Field(default="", description="why there is no media server; set by the launcher")

    @property
    def keys_folder(self) -> Path:
        return self.keys or _keys_beside(self.data)

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

    @property
    def uses_tls(self) -> bool:
        return self.cert is not None and self.key is not None

    @property
    def origin(self) -> str:
        scheme, usual = ("https", 443) if self.uses_tls else ("http", 80)
        return f"{scheme}://{self.address}" + ("" if self.port == usual else f":{self.port}")

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
        return init_settings, env_settings, toml


@lru_cache(maxsize=4)
def _keys_beside(data: Path) -> Path:
    """Asked for at every cell that is opened, so it is put together once."""
    return data / "keys"


@lru_cache(maxsize=1)
def options(**given: Any) -> Options:
    return Options(**given)
