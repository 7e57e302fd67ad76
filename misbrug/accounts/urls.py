"""The addresses under konto/.

allauth's own lists are not included: they have pages for signing up, for several e-mails, for login by e-mail and for
security keys, which this product does not use. The names are allauth's, since its views link by them.
"""

from allauth.account import views as allauth_views
from allauth.mfa.base import views as mfa_views
from django.urls import path, re_path

from misbrug.accounts import leaving, second_factor_views, session_views, sso_urls, views

second_factor = [
    path("to-faktor/", second_factor_views.SecondFactorView.as_view(), name="mfa_index"),
    path("to-faktor/log-ind/", second_factor_views.CodeView.as_view(), name="mfa_authenticate"),
    path("to-faktor/opsaet/", second_factor_views.SetUpView.as_view(), name="mfa_activate_totp"),
    path("to-faktor/slaa-fra/", second_factor_views.TurnOffView.as_view(), name="mfa_deactivate_totp"),
    path("to-faktor/koder/", second_factor_views.RecoveryCodesView.as_view(), name="mfa_view_recovery_codes"),
    path(
        "to-faktor/koder/nye/", second_factor_views.NewRecoveryCodesView.as_view(), name="mfa_generate_recovery_codes"
    ),
    path("to-faktor/koder/hent/", second_factor_views.RecoveryCodesFile.as_view(), name="mfa_download_recovery_codes"),
    path("bekraeft/", allauth_views.reauthenticate, name="account_reauthenticate"),
    path("bekraeft/kode/", mfa_views.reauthenticate, name="mfa_reauthenticate"),
]

urlpatterns = [
    path("", views.OverviewView.as_view(), name="account_overview"),
    path("log-ind/", views.LoginView.as_view(), name="account_login"),
    path("log-ud/", leaving.LogoutView.as_view(), name="account_logout"),
    path("lukket/", allauth_views.account_inactive, name="account_inactive"),
    path("opret/", views.NoSignupView.as_view(), name="account_signup"),
    path("session/", session_views.session, name="account_session"),
    path("sessioner/", views.SessionsView.as_view(), name="account_sessions"),
    path("skift-adgangskode/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("glemt-adgangskode/", views.PasswordResetView.as_view(), name="account_reset_password"),
    path("glemt-adgangskode/sendt/", views.PasswordResetDoneView.as_view(), name="account_reset_password_done"),
    path(
        "glemt-adgangskode/klar/",
        allauth_views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    # allauth puts user and token together with a hyphen.
    re_path(
        r"^glemt-adgangskode/ny/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.PasswordResetFromKeyView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:uidb64>/<str:token>/", views.InvitationView.as_view(), name="account_invitation"),
    path("demo/", views.demo_login, name="account_demo_login"),
    *second_factor,
    *sso_urls.urlpatterns,
]
