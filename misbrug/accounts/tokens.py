"""The secrets in links that let a person choose a password: signed, for one user, used once, for a limited time.

Django's generator ties a link to the user's password, e-mail and last login, so that it is spent when one of them
changes. allauth's own generator is not used: to make a link it writes the user's e-mail into a second table, by
which an address that an administrator has since corrected would go on letting people in.
"""

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.utils.http import base36_to_int

from misbrug.accounts import demo

HOUR = 60 * 60


class ResetTokens(PasswordResetTokenGenerator):
    """Links for "Glemt adgangskode": a day, as they are asked for by the one who is going to use them."""

    key_salt = "misbrug.accounts.tokens.ResetTokens"
    seconds = 24 * HOUR

    def check_token(self, user, token):
        """Say whether the link may be used: made for this user, not spent, not too old, the user let in."""
        if not super().check_token(user, token) or not user.is_active or demo.is_closed(user):
            return False
        made = base36_to_int(token.split("-")[0])
        return self._num_seconds(self._now()) - made <= self.seconds

    def check_locked(self, user, token):
        """Say it of the user as stored now, and lock the row: two forms may be sent at once. In a transaction only."""
        row = type(user)._default_manager.select_for_update().filter(pk=user.pk).first()
        return row is not None and self.check_token(row, token)


class InvitationTokens(ResetTokens):
    """Links in invitations: a week, as they arrive unasked. A new invitation makes the one before it void."""

    key_salt = "misbrug.accounts.tokens.InvitationTokens"
    seconds = 7 * 24 * HOUR

    def _make_hash_value(self, user, timestamp):
        invited = user.invited_at.timestamp() if user.invited_at else ""
        return f"{super()._make_hash_value(user, timestamp)}{invited}"


invitation_tokens = InvitationTokens()
