"""Pages of everybody, and those around logging in: one's own account, and ways in that ask for a secret, not a role."""

from tests.rights.table.entry import Entry

OWN = "see own account"
NO_PROVIDER = {"provider": "findes-ikke"}


def _of(name, verb, **fields):
    return Entry(name, verb, **{"post": {}} | fields)


EVERYBODY = (
    *(_of(f"workspace:{name}", "be anybody") for name in ("home", "help", "privacy", "accessibility")),
    Entry("workspace:health", "be anybody"),
)
WAYS_IN = (
    _of("account_login", "be anybody"),
    _of("account_logout", "be anybody"),
    _of("account_inactive", "be anybody"),
    _of("account_signup", "be anybody"),
    _of("account_session", "be anybody"),
    _of("account_reset_password", "be anybody"),
    _of("account_reset_password_done", "be anybody"),
    _of("account_reset_password_from_key_done", "be anybody"),
    _of("account_reset_password_from_key", "be anybody", where=lambda w, c: {"uidb36": "1", "key": "gæt"}),
    _of("account_invitation", "be anybody", where=lambda w, c: {"uidb64": "MQ", "token": "gæt"}),
    _of("account_demo_login", "find nothing anywhere", post={"email": "admin@demo.misbrug.example"}),
    _of("mfa_authenticate", "log in with a code"),
    *(
        _of(f"sso_{name}", "find nothing anywhere", where=lambda w, c: NO_PROVIDER)
        for name in ("login", "callback", "saml", "saml_done", "saml_metadata")
    ),
)
ONES_OWN = (
    _of("account_overview", OWN),
    _of("account_sessions", OWN),
    _of("account_change_password", OWN),
    # Those who ask have neither password nor second factor.
    _of("account_reauthenticate", "confirm with what one has not"),
    _of("mfa_reauthenticate", "confirm with what one has not"),
    _of("mfa_index", OWN),
    _of("mfa_activate_totp", OWN),
    _of("mfa_deactivate_totp", "find nothing"),
    _of("mfa_view_recovery_codes", "find nothing"),
    _of("mfa_generate_recovery_codes", OWN),
    _of("mfa_download_recovery_codes", "find nothing"),
)
ENTRIES = (*EVERYBODY, *WAYS_IN, *ONES_OWN)
