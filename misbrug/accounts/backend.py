"""How the user of a session is read: this is settings.AUTHENTICATION_BACKENDS."""

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef


class Backend(AuthenticationBackend):
    """allauth's, which also tells of the second factor: that is asked at every request, and so costs no query more."""

    def get_user(self, user_id):
        """Give the active user with a number, with `has_second_factor`, or None."""
        factors = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        users = get_user_model()._default_manager.annotate(has_second_factor=Exists(factors))
        user = users.filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
