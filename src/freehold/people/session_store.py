"""Browser sessions in the database: the cookie's hash as key, the content sealed.

Django's own store keeps the cookie itself: whoever reads that table is everybody who is signed in.
"""

import base64
import json
from typing import Any

from asgiref.sync import sync_to_async
from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession

from freehold import vault

from .tokens import token_hash

CONTEXT = "people.session"


class SessionStore(db.SessionStore):
    @classmethod
    def get_model_class(cls) -> type[AbstractBaseSession]:
        from .models import StoredSession

        return StoredSession

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        from django.utils import timezone

        key = self.session_key
        row = self.model.objects.filter(
            session_key=_hash(key) if key else "", expire_date__gt=timezone.now()
        ).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        return super().exists(_hash(session_key))

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            super().delete(_hash(key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        row = super().create_model_instance(data)
        row.session_key = _hash(row.session_key)
        return row

    # Django's own async versions would write the cookie itself.
    async def _aget_session_from_db(self) -> AbstractBaseSession | None:
        return await sync_to_async(self._get_session_from_db)()

    async def aexists(self, session_key: str) -> bool:
        return await sync_to_async(self.exists)(session_key)

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return await sync_to_async(self.create_model_instance)(data)

    def encode(self, session_dict: dict[str, Any]) -> str:
        sealed = vault.seal(json.dumps(session_dict).encode(), context=CONTEXT)
        return base64.b64encode(sealed).decode()

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads(vault.unseal(base64.b64decode(session_data), context=CONTEXT))
        return content


def _hash(cookie: str) -> str:
    # 40 of the 64 hex digits fit Django's column; 160 bits of a hash of 160 random bits lose nothing.
    return token_hash(cookie)[:40]
