"""Where sessions are kept (settings.SESSION_ENGINE): Django's table, with whose they are and without their keys."""

import hashlib
import logging
from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from niangjia.accounts.commands.sessions import forget_session
from niangjia.accounts.marks import MARKS
from niangjia.accounts.models import Session

logger = logging.getLogger("django.security.SuspiciousSession")


def kept(session_key: str | None) -> str:
    """What the table knows a session by: whoever reads the table cannot take a session over."""
    return hashlib.sha256(b"session:" + (session_key or "").encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's store in the database; the key in the cookie is never written down."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Any:
        try:
            return self.model.objects.get(session_key=kept(self.session_key), expire_date__gt=timezone.now())
        except (self.model.DoesNotExist, SuspiciousOperation) as error:
            if isinstance(error, SuspiciousOperation):
                logger.warning(str(error))
            self._session_key = None
            return None

    def exists(self, session_key: str) -> bool:
        """Whether a key is taken."""
        return super().exists(kept(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row to write, with the columns people look at filled from the marks."""
        row = cast("Session", super().create_model_instance(data))
        row.session_key = kept(row.session_key)
        marks = data.get(MARKS, {})
        row.user_id = data.get(SESSION_KEY)
        row.device = marks.get("device", "")
        row.began_at, row.seen_at = _instant(marks.get("began")), _instant(marks.get("seen"))
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session, this one unless another is named."""
        key = session_key or self.session_key
        if key:
            forget_session(kept(key))


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
