"""All settings, read from the environment and from a file `.env` beside manage.py, if there is one.

A value in the environment wins over the file. `python3 dev.py run` writes a `.env` that suits a developer's
machine; without it the defaults are those of an installation in use: no debug pages, HTTPS only, built static
files. README.md lists the variables.
"""

import os
from pathlib import Path

import environ

from misbrug import settings_sso

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(os.environ.get("ENV_FILE", BASE_DIR / ".env"))

# --- What this installation is ------------------------------------------------------------------------------

SECRET_KEY = env("SECRET_KEY")
# Former keys, while one is being replaced: what was signed or encrypted with them can still be read.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Where links lead in e-mails that a command sends. Those that a page sends lead to where the page is.
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")

# May published reports be read without logging in?
PUBLIC_READING = env.bool("PUBLIC_READING", default=True)
# A demo says so at the top of every page.
DEMO = env.bool("DEMO", default=False)

# For how many days the file of an import is kept, so that its errors can be marked in it and it can be applied.
IMPORT_FILE_DAYS = env.int("IMPORT_FILE_DAYS", default=30)

# --- The parts ----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "misbrug.workspace",
    "misbrug.imports",
    "strategies",
    "clusters",
    "indicators",
    "misbrug.accounts",
    "misbrug.text",
    "misbrug.accounts.apps.MisbrugAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "simple_history",
    "import_export",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "csp",
]

MIDDLEWARE = [
    "misbrug.operations.requests.RequestLogMiddleware",
    "misbrug.operations.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "misbrug.accounts.middleware.NoStoreMiddleware",
    "misbrug.accounts.middleware.ActivityMiddleware",
    "misbrug.accounts.middleware.KnownDeviceMiddleware",
    "misbrug.accounts.not_saved.NotSavedMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "misbrug.accounts.middleware.SecondFactorMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "misbrug.urls"
WSGI_APPLICATION = "misbrug.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "misbrug.workspace.context.workspace",
            ],
        },
    }
]

CRISPY_ALLOWED_TEMPLATE_PACKS = ["fds"]
CRISPY_TEMPLATE_PACK = "fds"
CRISPY_FAIL_SILENTLY = False

# --- Database -----------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}

if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A transaction takes the write lock when it begins and waits for it. The default, to take it at the
        # first write, fails at once where another has written in between, however long the timeout.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # WAL lets people read while another writes. synchronous=FULL, rather than the NORMAL often advised
        # with WAL, since NORMAL may lose the last commits when the power goes: "Gemt 10.42" is a promise.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A server that is not there is told of in seconds, not once the system's own patience ends.
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Attempts at logging in are counted here, and server processes have to count together: in a table of the database, so
# that no further service is needed. CacheEntry in misbrug/accounts/models.py makes the table.
CACHES = {"default": env.cache_url("CACHE_URL", default="dbcache://misbrug_cache")}
# Django throws away a third once there are 300, so that whoever makes up addresses would make the counts be forgotten.
CACHES["default"].setdefault("OPTIONS", {}).setdefault("MAX_ENTRIES", 100_000)

# --- Language, time and number ------------------------------------------------------------------------------

# One language and no LocaleMiddleware: with it, a browser that asks for English would get Django's English
# texts in between ours.
LANGUAGE_CODE = "da"
LANGUAGES = [("da", "Dansk")]
LOCALE_PATHS = [BASE_DIR / "misbrug" / "locale"]
FORMAT_MODULE_PATH = ["misbrug.formats"]
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# --- Users --------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["misbrug.accounts.backend.Backend"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "misbrug.accounts.passwords.MinimumLength", "OPTIONS": {"min_length": 12}},
    {"NAME": "misbrug.accounts.passwords.UnlikeUser"},
    {"NAME": "misbrug.accounts.passwords.Uncommon"},
    {"NAME": "misbrug.accounts.passwords.NotOnlyDigits"},
]
# The longest that any link to choose a password lasts; misbrug/accounts/tokens.py has the time for each kind.
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24 * 7

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "misbrug.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "misbrug.accounts.forms.LoginForm",
    "change_password": "misbrug.accounts.forms.ChangePasswordForm",
    "reset_password": "misbrug.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "misbrug.accounts.forms.NewPasswordForm",
    "reauthenticate": "misbrug.accounts.forms.ConfirmPasswordForm",
}
# Attempts per address of the network (ip) and per account (key, user). A whole town hall may share one address, so
# that what is counted there leaves room for a morning on which many log in. An account that anybody can name is counted
# per address, or strangers could keep its owner out; over all addresses there is a bound far above it.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    # A wrong password (the key is account and address), code of the app or recovery code (the key is the account, since
    # the password has been given).
    "login_failed": "10/m/ip,5/5m/key,20/h/key",
    # A wrong password from anywhere; not asked in a browser in which the owner has logged in before.
    "login_failed_account": "100/h/key",
    "reauthenticate": "5/5m/user,20/5m/ip",
    "change_password": "5/15m/user,20/m/ip",
    "reset_password": "20/m/ip,60/h/key",
    "reset_password_here": "5/10m/key",
    "reset_password_from_key": "20/m/ip",
    # Links that are not, or no longer, those of an e-mail.
    "reset_link": "30/5m/ip",
    "invitation": "60/5m/ip",
    "demo_login": "120/m/ip,30/m/key",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "misbrug.accounts.tokens.ResetTokens"  # noqa: S105
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
# Only an administrator's invitation makes a user, and its link has to be opened from the mailbox.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
# A changed password is told by e-mail, for the case that somebody else changed it.
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
# Who must have a second factor beside the password: "none", "privileged" (administrators and the project group) or
# "all". Everybody may have one. In a demo nobody must, since its users belong to everybody.
SECOND_FACTOR = env.str("SECOND_FACTOR", default="none" if DEMO else "privileged")
if SECOND_FACTOR not in ("none", "privileged", "all"):
    raise environ.ImproperlyConfigured("SECOND_FACTOR is none, privileged or all")
MFA_ADAPTER = "misbrug.accounts.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "misbrug.accounts.second_factor_forms.CodeForm",
    "reauthenticate": "misbrug.accounts.second_factor_forms.ConfirmCodeForm",
    "activate_totp": "misbrug.accounts.second_factor_forms.SetUpForm",
}
MFA_TOTP_ISSUER = "Misbrug"
# A telephone's clock may be half a minute off, and a code that was current when typing began may just have passed.
MFA_TOTP_TOLERANCE = 1
# The mailbox has been shown to be the user's by the invitation.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# Whom to believe about a client's address: the number of proxies in front of the server.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# The municipalities' own sign-on, by OIDC_… and SAML_…; misbrug/settings_sso.py reads them. Without any there is none.
SSO_PROVIDERS = settings_sso.read(env)
# Gives what the roles named in a provider's table amount to: an app above knows roles and places.
SSO_ROLES = "clusters.workflow.claimed_roles.read_claims"
SOCIALACCOUNT_ADAPTER = "misbrug.accounts.sso_adapter.SocialAccountAdapter"

# A session lasts a long working day from the login, also when the browser is closed in between, but no longer than
# SESSION_IDLE_MINUTES from the last thing its owner did; 0 means that this does not count. It is kept in the database,
# so that logging out and deactivating a user end it.
ACCOUNT_SESSION_REMEMBER = True
SESSION_ENGINE = "misbrug.accounts.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 10
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_COOKIE_NAME = "misbrug_session"
CSRF_COOKIE_NAME = "misbrug_csrf"

# --- Security -----------------------------------------------------------------------------------------------

# HTTPS is off on a developer's machine alone. Where a proxy ends TLS, it must set X-Forwarded-Proto itself,
# and TRUSTED_PROXY_COUNT says that it does.
HTTPS = env.bool("HTTPS", default=True)
SECURE_SSL_REDIRECT = HTTPS
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=60 * 60 * 24 * 365) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
# A page that opens this one, or that this one opens, has no hold on its window.
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

# Nothing inline and nothing from another host; the design system runs under it as it is.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
# No page asks for a camera, a microphone, a place or a payment, so none may, nor may what gets into one.
PERMISSIONS_POLICY = {
    feature: []
    for feature in (
        *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
        *("encrypted-media", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts", "magnetometer"),
        *("microphone", "midi", "payment", "picture-in-picture", "publickey-credentials-create", "screen-wake-lock"),
        *("serial", "usb", "xr-spatial-tracking"),
    )
}

# A page of elaborations of 10.000 characters each, three bytes a character once encoded, has to fit.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- History and import -------------------------------------------------------------------------------------

# A reason is a sentence, not a label of 100 characters.
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
# To put an old version back by the history page would go round the workflow.
SIMPLE_HISTORY_REVERT_DISABLED = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

# --- Static files -------------------------------------------------------------------------------------------

DKFDS = BASE_DIR / "node_modules" / "dkfds" / "dist"

STATIC_URL = "static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
# The design system's sources (scss) stay behind: a browser needs only what they were compiled to.
STATICFILES_DIRS = [BASE_DIR / "static"] + [(f"dkfds/{part}", DKFDS / part) for part in ("css", "fonts", "img", "js")]

# Straight from the folders above, as a developer wants it, or as `collectstatic` built them: with a
# fingerprint in each name, compressed, and cached by browsers for ever.
STATIC_FROM_SOURCE = env.bool("STATIC_FROM_SOURCE", default=DEBUG)
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCE
WHITENOISE_AUTOREFRESH = STATIC_FROM_SOURCE
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCE
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# --- Files that people upload -------------------------------------------------------------------------------

# Never under STATIC_ROOT, and there is no MEDIA_URL: a file leaves through a page that asks who may read it.
MEDIA_ROOT = env.path("MEDIA_ROOT", default=str(BASE_DIR / "filer"))()
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- E-mail -------------------------------------------------------------------------------------------------

# consolemail:// prints what would be sent; smtp+tls://user:password@host:587 sends it.
vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Misbrug <misbrug@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Log ----------------------------------------------------------------------------------------------------

# To standard error, where the service manager picks it up: "json" for an installation in use, "text" for a person.
# Errors are not mailed: such a mail holds the form's fields, and so might hold what the CPR guard has just refused.
LOG_FORMAT = env("LOG_FORMAT", default="text" if DEBUG else "json")
LOG_LEVEL = env("LOG_LEVEL", default="INFO")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request": {"()": "misbrug.operations.requests.OfRequest"}},
    "formatters": {
        "json": {"()": "misbrug.text.logs.JsonLines"},
        "text": {
            "()": "misbrug.text.logs.RedactingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT, "filters": ["request"]}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        # Never DEBUG: it would write what templates and queries are given.
        "django": {"handlers": ["console"], "level": "INFO", "propagate": False},
        # What it warns of are refusals (403, 404), which have a line in the log of requests.
        "django.request": {"level": "ERROR"},
        # The line of the development server, with the query string, for the same request once more.
        "django.server": {"handlers": ["console"], "level": "CRITICAL", "propagate": False},
        # gunicorn's own complaints name the client's address.
        "gunicorn.error": {"handlers": ["console"], "level": LOG_LEVEL, "propagate": False},
    },
}
