"""The pages around logging in. allauth does the work; here is what differs, and what it has no page for."""

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url, perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import INTERNAL_RESET_SESSION_TOKEN, PasswordResetConfirmView
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from misbrug.accounts import demo, second_factor
from misbrug.accounts.forms import NewPasswordForm
from misbrug.accounts.limits import WrongLinksCounted, ask_for_link, limited
from misbrug.accounts.session_views import JsonAnswers
from misbrug.accounts.sessions import end_sessions, sessions_of
from misbrug.accounts.tokens import ResetTokens, invitation_tokens


class DemoLogins:
    """Gives a page the demo's logins."""

    def get_context_data(self, **kwargs):
        """Add `demo_logins`, which is None outside a demo."""
        return super().get_context_data(**kwargs, demo_logins=demo.offer() if settings.DEMO else None)


class LoginView(JsonAnswers, DemoLogins, allauth_views.LoginView):
    """Log ind."""


@require_POST
def demo_login(request):
    """Log in as one of the demo's users; 404 for anybody else, and for everybody where there is no demo."""
    user = demo.find(request.POST.get("email"))
    if user is None:
        raise Http404
    return _enter_demo(request, user=user)


@limited("demo_login", key=lambda user: user.pk)
def _enter_demo(request, user):
    return perform_login(request, user, redirect_url=get_next_redirect_url(request))


@method_decorator(login_required, name="dispatch")
@method_decorator(never_cache, name="dispatch")
class OverviewView(DemoLogins, TemplateView):
    """Min konto. What the apps above know of a user has its place in the block `roles` of the template."""

    template_name = "accounts/overview.html"

    def get_context_data(self, **kwargs):
        """Add what there is to say of the user's second factor."""
        user = self.request.user
        return super().get_context_data(
            **kwargs,
            has_second_factor=second_factor.has_one(user),
            may_have_second_factor=second_factor.may_have_one(user),
        )


@method_decorator([login_required, never_cache], name="dispatch")
class SessionsView(TemplateView):
    """Her er du logget ind: the user's sessions, each of which, or all others at once, can be ended."""

    template_name = "accounts/sessions.html"

    def get_context_data(self, **kwargs):
        """Add the sessions, this one first."""
        here = self.request.session.row_key
        rows = sorted(sessions_of(self.request.user), key=lambda row: row.pk != here)
        return super().get_context_data(**kwargs, sessions=rows, here=here)

    def post(self, request):
        """End the session whose place in the list is given as `session`, or all others; never this one."""
        if "all" in request.POST:
            ended = end_sessions(request.user, besides=request.session.session_key)
        else:
            others = sessions_of(request.user).exclude(pk=request.session.row_key)
            chosen = [row for row in others if row.public_id == request.POST.get("session")]
            ended = sum(row.delete()[0] for row in chosen)
        if ended:
            messages.success(request, "Du er logget ud der.")
        else:
            messages.info(request, "Du var allerede logget ud der.")
        return redirect("account_sessions")


@method_decorator(never_cache, name="dispatch")
class PasswordChangeView(allauth_views.PasswordChangeView):
    """Skift adgangskode."""

    def form_valid(self, form):
        """Store the password, and end every session but this one."""
        response = super().form_valid(form)
        end_sessions(self.request.user, besides=self.request.session.session_key)
        return response

    def dispatch(self, request, *args, **kwargs):
        """Send who has no password to the page that mails a link to choose one."""
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)


class PasswordResetView(allauth_views.PasswordResetView):
    """Glemt adgangskode."""

    def form_valid(self, form):
        """Send the link, if this address has not asked for too many to the same mailbox."""
        return ask_for_link(self.request, form.cleaned_data["email"]) or super().form_valid(form)


class PasswordResetDoneView(allauth_views.PasswordResetDoneView):
    """Says that the link is on its way, whether there is an account or not."""

    extra_context = {"hours": ResetTokens.seconds // 3600}


@method_decorator(never_cache, name="dispatch")
class PasswordResetFromKeyView(WrongLinksCounted, allauth_views.PasswordResetFromKeyView):
    """Vælg en ny adgangskode, by the link in the e-mail."""

    action = "reset_link"
    extra_context = {"hours": ResetTokens.seconds // 3600}

    def form_valid(self, form):
        """Store the password, end all sessions, and let in who was locked out by too many attempts."""
        get_adapter().forget_failed_logins(self.request, self.reset_user.email)
        end_sessions(self.reset_user)
        return super().form_valid(form)


class InvitationView(WrongLinksCounted, PasswordResetConfirmView):
    """Velkommen – vælg en adgangskode, by the link in the invitation.

    Django's view moves the token from the address into the session at once, so that it stays neither in the
    browser's history nor in a proxy's log of the pages that follow.
    """

    action = "invitation"
    template_name = "accounts/invitation.html"
    form_class = NewPasswordForm
    token_generator = invitation_tokens
    extra_context = {"days": invitation_tokens.seconds // (24 * 3600)}

    def form_valid(self, form):
        """Store the password and log in: who has the link has the mailbox, as after a forgotten password.

        Where another form has just spent the link, nothing is stored, and the page says that it works no longer.
        """
        token = self.request.session.pop(INTERNAL_RESET_SESSION_TOKEN)
        with transaction.atomic():
            self.validlink = self.token_generator.check_locked(self.user, token)
            if self.validlink:
                form.save()
        if not self.validlink:
            return self.render_to_response(self.get_context_data())
        # Who has just chosen a password need not repeat it to set up a second factor.
        record_authentication(self.request, self.user, method="password")
        response = perform_login(self.request, self.user)
        messages.success(self.request, "Din adgangskode er gemt, og du er logget ind.")
        return response


class NoSignupView(TemplateView):
    """Says how one gets in, to those who look for a page to sign up on."""

    template_name = "accounts/no_signup.html"
