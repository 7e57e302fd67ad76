"""The addresses under konto/.

allauth's own list is not included: it has pages for signing up, for several e-mails and for codes, which this
product does not use. The names are allauth's, since its views link by them.
"""

from allauth.account import views as allauth_views
from django.urls import path, re_path

from misbrug.accounts import views

urlpatterns = [
    path("", views.OverviewView.as_view(), name="account_overview"),
    path("log-ind/", views.LoginView.as_view(), name="account_login"),
    path("log-ud/", allauth_views.logout, name="account_logout"),
    path("lukket/", allauth_views.account_inactive, name="account_inactive"),
    path("opret/", views.NoSignupView.as_view(), name="account_signup"),
    path("skift-adgangskode/", views.PasswordChangeView.as_view(), name="account_change_password"),
    path("glemt-adgangskode/", allauth_views.password_reset, name="account_reset_password"),
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
]
