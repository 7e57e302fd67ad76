"""The addresses of single sign-on. They are there in every installation, and 404 where no provider has the name.

allauth's own list is not included: it has pages for signing up, for tying accounts together and for errors.
"""

from django.urls import path

from misbrug.accounts import sso_views

urlpatterns = [
    path("ekstern/<slug:provider>/log-ind/", sso_views.login, name="sso_login"),
    path("ekstern/<slug:provider>/svar/", sso_views.callback, name="sso_callback"),
    path("ekstern/<slug:provider>/saml/", sso_views.saml, name="sso_saml"),
    path("ekstern/<slug:provider>/saml/svar/", sso_views.saml_done, name="sso_saml_done"),
    path("ekstern/<slug:provider>/metadata/", sso_views.saml_metadata, name="sso_saml_metadata"),
]
