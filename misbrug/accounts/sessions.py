"""Sessions: who is logged in where, for how long, and how that ends. This is settings.SESSION_ENGINE.

A session ends SESSION_IDLE_MINUTES after the last thing its owner did, and in any case SESSION_COOKIE_AGE after the
login. Its row knows whose it is and on what kind of device, so that the owner can see and end it; with the row that
knowledge is gone. No address of the network is kept, and of the browser only what is shown.

The row is found by a keyed hash of the cookie's value, which is stored nowhere: whoever reads the database or a backup
of it cannot go on in anybody's session.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import SessionBase
from django.db import DatabaseError
from django.dispatch import receiver
from django.utils import timezone
from django.utils.crypto import salted_hmac

from misbrug.accounts.devices import name_of_device

logger = logging.getLogger(__name__)

STARTED, DEVICE = "started_at", "device"
# What a person does is noted once in this time: to write at every request would make readers wait for the lock.
NOTED_EVERY = timedelta(seconds=60)


class SessionStore(db.SessionStore):
    """Django's sessions in the database, with owner, device and an end that moves with what the owner does."""

    _row = None

    @classmethod
    def get_model_class(cls):
        """Give our own model; here, since models cannot be imported before the apps are ready."""
        from misbrug.accounts.models import Session

        return Session

    # Django's own of these put the cookie's value into the row; those of its base class lead to the methods here.
    aload, aexists, asave = SessionBase.aload, SessionBase.aexists, SessionBase.asave
    acreate, adelete = SessionBase.acreate, SessionBase.adelete

    @property
    def row_key(self):
        """Give the primary key of this session's row; None where there is no session yet."""
        if self.session_key is None:
            return None
        keys = _row_keys(self.session_key)
        return self._row.pk if self._row and self._row.pk in keys else keys[0]

    def _known_row(self):
        # A session that has just got a new key still holds the row of the old one.
        return self._row if self._row and self._row.pk == self.row_key else None

    def load(self):
        """Give what the session holds; nothing where it has ended or never was."""
        rows = self.model.objects.filter(pk__in=_row_keys(self.session_key), expire_date__gt=timezone.now())
        self._row = rows.first()
        if self._row is None:
            self._session_key = None
            return {}
        return self.decode(self._row.session_data)

    def exists(self, session_key):
        """Say whether there is a session with this value of the cookie."""
        return self.model.objects.filter(pk__in=_row_keys(session_key)).exists()

    def delete(self, session_key=None):
        """End the session with this value of the cookie, or this one; nothing happens where there is none."""
        session_key = session_key or self.session_key
        if session_key is not None:
            self.model.objects.filter(pk__in=_row_keys(session_key)).delete()

    def create_model_instance(self, data):
        """Give the row for this data. That of somebody who is not logged in names nobody and lasts as Django has it."""
        row = super().create_model_instance(data)
        row.session_key = self.row_key
        if SESSION_KEY in data:
            now, known = timezone.now(), self._known_row()
            row.user_id = int(data[SESSION_KEY])
            row.device = data.get(DEVICE, "")
            row.started_at = datetime.fromisoformat(data[STARTED]) if STARTED in data else now
            row.seen_at = known.seen_at if known and known.seen_at else now
            row.expire_date = end_of(row)
        return row

    def note_activity(self):
        """Put off the end, at most once in NOTED_EVERY.

        Only the two times are written, so that what another request has just put into the session stays.
        """
        row, now = self._row, timezone.now()
        if row is None or row.seen_at is None or now - row.seen_at < NOTED_EVERY:
            return
        row.seen_at = now
        row.expire_date = end_of(row)
        try:
            self.model.objects.filter(pk=row.pk).update(seen_at=row.seen_at, expire_date=row.expire_date)
        except DatabaseError as error:
            # The request itself has been answered: a session that ends a minute early is the lesser harm.
            logger.warning("The activity of a session could not be noted: %s", type(error).__name__)

    def seconds_left(self) -> int:
        """Give how long the session lasts if its owner does nothing; 0 where nobody is logged in."""
        if not self.get(SESSION_KEY):
            return 0
        # Between a login and the end of its request there is no row to ask.
        row = self._known_row()
        end = row.expire_date if row else end_of(self.create_model_instance(self._session))
        return max(0, int((end - timezone.now()).total_seconds()))


def _row_keys(session_key):
    """Give the primary keys that the row of this value of the cookie may have: the one of today's secret first.

    While a secret is being replaced, sessions of the former one go on. 160 bits are what the column has room for.
    """
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return [
        salted_hmac(f"{__name__}.row", session_key, secret, algorithm="sha256").hexdigest()[:40] for secret in secrets
    ]


def end_of(row):
    """Give the moment at which a session ends if its owner does nothing more."""
    end = row.started_at + timedelta(seconds=settings.SESSION_COOKIE_AGE)
    idle = settings.SESSION_IDLE_MINUTES
    return min(end, row.seen_at + timedelta(minutes=idle)) if idle else end


def sessions_of(user):
    """Give the sessions in which a user is logged in, the latest first."""
    return (
        SessionStore.get_model_class()
        .objects.filter(user=user, expire_date__gt=timezone.now())
        .order_by("-seen_at", "-started_at")
    )


def end_sessions(user, *, besides=None) -> int:
    """End all sessions of a user, or all but the one with the `session_key` `besides`. Gives how many there were."""
    kept = _row_keys(besides) if besides else []
    ended, _ = SessionStore.get_model_class().objects.filter(user=user).exclude(pk__in=kept).delete()
    return ended


def mark_of(user) -> str:
    """Give a mark by which a page knows its user again without naming anybody; the same for all sessions."""
    return salted_hmac("misbrug.accounts.sessions.mark", str(user.pk), algorithm="sha256").hexdigest()[:16]


@receiver(user_logged_in)
def _begin(request, **_):
    """Note when and where somebody logs in, and clear away what has ended since the last one did."""
    request.session[STARTED] = timezone.now().isoformat()
    request.session[DEVICE] = name_of_device(request.META.get("HTTP_USER_AGENT", ""))
    SessionStore.clear_expired()
