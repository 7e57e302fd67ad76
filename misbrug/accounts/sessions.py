"""Sessions: who is logged in where, for how long, and how that ends. This is settings.SESSION_ENGINE.

A session ends SESSION_IDLE_MINUTES after the last thing its owner did, and in any case SESSION_COOKIE_AGE after the
login. Its row knows whose it is and on what kind of device, so that the owner can see and end it; with the row that
knowledge is gone. No address of the network is kept, and of the browser only what is shown.
"""

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends import db
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

    def _get_session_from_db(self):
        self._row = super()._get_session_from_db()
        return self._row

    def create_model_instance(self, data):
        """Give the row for this data. That of somebody who is not logged in names nobody and lasts as Django has it."""
        row = super().create_model_instance(data)
        if SESSION_KEY in data:
            now = timezone.now()
            known = self._row if self._row and self._row.session_key == row.session_key else None
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
        row = self._row if self._row and self._row.session_key == self.session_key else None
        end = row.expire_date if row else end_of(self.create_model_instance(self._session))
        return max(0, int((end - timezone.now()).total_seconds()))


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
    """End all sessions of a user, or all but the one with the key `besides`. Gives how many there were."""
    ended, _ = SessionStore.get_model_class().objects.filter(user=user).exclude(pk=besides).delete()
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
