"""Django's settings, all from the installation's configuration. Nothing here is read again while the clinic runs."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from bidewell.web.configuration import home_folder, read_configuration
from bidewell.web.databases import postgresql, sqlite

CONFIGURATION = read_configuration(home_folder())
WEB = Path(__file__).parent
AUDIENCES = (
    "account", "administration", "client", "data", "desk", "program", "requests", "shared", "supervisor", "therapist",
)  # fmt: skip

SECRET_KEY = CONFIGURATION.secret_key
DEBUG = False
ALLOWED_HOSTS = sorted({CONFIGURATION.host, "127.0.0.1", "localhost"})
ROOT_URLCONF = "bidewell.web.urls"
WSGI_APPLICATION = "bidewell.web.wsgi.application"

INSTALLED_APPS = [
    "bidewell.records",
    "bidewell.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "bidewell.web.middleware.moment",
    "bidewell.web.middleware.end_idle_session",
    "bidewell.web.middleware.speak_persons_language",
    "bidewell.web.middleware.RefuseByDefault",
    "bidewell.web.middleware.LibrariesInPersonsZone",
    "bidewell.web.middleware.ask_for_second_factor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [WEB / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bidewell.web.navigation.navigation",
            ],
            "libraries": {"browsers": "bidewell.web.account.browsers"},
        },
    }
]

DATABASES = {
    "default": postgresql(CONFIGURATION.database)
    if CONFIGURATION.database
    else sqlite(CONFIGURATION.home / "bidewell.sqlite3")
}

AUTH_USER_MODEL = "records.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"

# Nobody signs up: people are invited.
ACCOUNT_ADAPTER = "bidewell.web.account.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "bidewell.web.account.adapters.SignInAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
# A mail to an address that nobody here has would tell a stranger that the clinic exists.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Beside the library's own limits. A waiting room shares one address, so it is far above what people type.
ACCOUNT_RATE_LIMITS = {"check_in_code": "60/m/ip"}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "bidewell.web.account.adapters.SecondFactorAdapter"
MFA_TOTP_ISSUER = "Bidewell"
# A phone's clock may be half a minute off.
MFA_TOTP_TOLERANCE = 1
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not CONFIGURATION.is_https
USERSESSIONS_TRACK_ACTIVITY = False
PASSWORD_RESET_TIMEOUT = 3600
# Limits on sign-in are counted by address: behind a proxy that is what the proxy says, never what the visitor says.
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if CONFIGURATION.behind_proxy else 0
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = (
    {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "sign-in",
                    "name": CONFIGURATION.sign_in.name,
                    "client_id": CONFIGURATION.sign_in.client_id,
                    "secret": CONFIGURATION.sign_in.client_secret,
                    "settings": {"server_url": CONFIGURATION.sign_in.server},
                }
            ],
            "OAUTH_PKCE_ENABLED": True,
        }
    }
    if CONFIGURATION.sign_in
    else {}
)

SESSION_COOKIE_AGE = CONFIGURATION.session_hours * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = CONFIGURATION.is_https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "bidewell.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [CONFIGURATION.address.rstrip("/")]
SECURE_SSL_REDIRECT = CONFIGURATION.is_https
SECURE_HSTS_SECONDS = 31_536_000 if CONFIGURATION.is_https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
# The clinic answers for its own name, not for whatever else its organisation runs beside or below it.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if CONFIGURATION.behind_proxy else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        # Chromium holds the redirect after a form to this list too: an outside sign-in begins with one.
        "form-action": [SELF, *([CONFIGURATION.sign_in.origin] if CONFIGURATION.sign_in else [])],
        "frame-ancestors": [NONE],
    }
}
# Shared by the server's processes: each would otherwise count failed sign-ins for itself.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": CONFIGURATION.home / "cache",
    }
}
# A form is small; a folder of records comes through the inbox.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [WEB / audience / "locale" for audience in AUDIENCES]
FORMAT_MODULE_PATH = ["bidewell.web.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [WEB / "static"]
STATIC_ROOT = CONFIGURATION.home / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST, EMAIL_PORT = CONFIGURATION.mail.host, CONFIGURATION.mail.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = CONFIGURATION.mail.user, CONFIGURATION.mail.password
EMAIL_USE_TLS = CONFIGURATION.mail.encrypted
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = SERVER_EMAIL = CONFIGURATION.mail.sender

# No value of a client reaches a log: requests and queries are not logged, errors are (a line, without its arguments).
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "bidewell.web.logs.PlaceOnly"}},
    "handlers": {"standard_error": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["standard_error"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["standard_error"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["standard_error"], "level": "ERROR", "propagate": False},
    },
}
