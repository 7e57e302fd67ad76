"""The second factor of those who come by single sign-on."""

from allauth.mfa.stages import AuthenticateStage

from misbrug.accounts import sso


class SecondFactorStage(AuthenticateStage):
    """Asks for the code of a user's app, unless the provider is trusted to have asked for a second factor itself."""

    def handle(self):
        """Give allauth's (response or None, whether the login goes on)."""
        if sso.provider_asked_second_factor(self.request, self.login.user):
            return None, True
        return super().handle()
