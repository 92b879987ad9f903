"""Django's settings, derived from `options.py`; nothing here asks the network or the clock."""

from typing import Any

import dj_database_url
from csp.constants import NONE, SELF

from .installation import installation_id, secret_key
from .logging import LOGGING as LOGGING
from .options import ROOT, options
from .smtp_url import parse as parse_smtp_url

OPTIONS = options()
INSTALLATION = installation_id(OPTIONS.data)
SECRET_KEY = secret_key(OPTIONS.keys_folder)
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_vite",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "freehold.audit",
    "freehold.vault",
    "freehold.live",
    "freehold.jobs",
    "freehold.web",
    "freehold.people",
    "freehold.addresses",
    "freehold.rooms",
    "freehold.schedule",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "freehold.web.middleware.HeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "freehold.people.middleware.PeopleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "freehold.web.middleware.LivePositionMiddleware",
]

ROOT_URLCONF = "freehold.config.urls"
ASGI_APPLICATION = "freehold.config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "freehold.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "freehold.web.templatetags.web"],
        },
    }
]

# SQLite: see docs/decisions on its settings. PostgreSQL by URL, with psycopg's pool.
if OPTIONS.database_url:
    DATABASES: dict[str, Any] = {"default": dj_database_url.parse(OPTIONS.database_url)}
    DATABASES["default"]["OPTIONS"] = {
        "pool": {"min_size": 2, "max_size": 24, "timeout": 10},
        # Wait for another's lock as long as SQLite does, and let nobody who hangs hold one for ever.
        "options": "-c lock_timeout=20s -c idle_in_transaction_session_timeout=60s",
    }
else:
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": OPTIONS.data / "freehold.sqlite3",
            "CONN_MAX_AGE": None,  # one per thread of config/pages.py: opening one costs 3 ms
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES: dict[str, Any] = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": OPTIONS.redis_url}
    if OPTIONS.redis_url
    else {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}

# Cookies ignore ports, so their names carry the installation; staff and patients of a demo differ by host.
SESSION_COOKIE_NAME = f"freehold_{INSTALLATION}"
CSRF_COOKIE_NAME = f"freehold_csrf_{INSTALLATION}"
APPEARANCE_COOKIE_NAME = f"freehold_appearance_{INSTALLATION}"
LANGUAGE_COOKIE_NAME = f"freehold_language_{INSTALLATION}"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = OPTIONS.uses_tls
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if OPTIONS.uses_tls else 0
# `no-referrer` makes Chromium send `Origin: null`, and Django then refuses every plain form POST.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

_hosts = {str(OPTIONS.address), *OPTIONS.names} | (
    {"localhost", "127.0.0.1"} if OPTIONS.is_loopback else set()
)
ALLOWED_HOSTS = sorted(_hosts)

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["default"],
    }
}

LANGUAGE_CODE = "en"
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [ROOT / "src" / "freehold" / "locale"]

STATIC_URL = "/static/"
# Vite names files by content and writes .br and .gz beside them, so there is nothing to collect: whitenoise
# finds them where they are.
BUILT = ROOT / "src" / "freehold" / "web" / "static" / "built"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/built/assets/.+-[\w-]{8}\.\w+$"
DJANGO_VITE = {"default": {"manifest_path": BUILT / "manifest.json", "static_url_prefix": "built"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

# Hooks through which `web`, which knows no patient, asks the apps above it.
NAVIGATION = "freehold.config.navigation.destinations"
PRACTICE = "freehold.people.access.practice"
HEALTH_CHECKS = {
    "database": "freehold.web.health.database",
    "worker": "freehold.jobs.health.works",
    "media": "freehold.rooms.livekit.answers",
    "certificate": "freehold.addresses.certificate_tasks.is_well",
}
HEALTH_NEEDED = ("web", "database")
IDLE_SECONDS = 15 * 60

# Mail: see freehold/smtp.py. Without a server nothing is sent, and the pages say what a mail would have said.
DEFAULT_FROM_EMAIL = SERVER_EMAIL = OPTIONS.sender
EMAIL_TIMEOUT = 20  # seconds
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
if OPTIONS.smtp_url is not None:
    _mail = parse_smtp_url(OPTIONS.smtp_url)
    EMAIL_BACKEND = "freehold.smtp.FromPlannedAddress"
    EMAIL_HOST, EMAIL_PORT = _mail.host, _mail.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.user, _mail.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _mail.is_tls, _mail.is_starttls

TASKS: dict[str, Any] = {
    "default": {"BACKEND": "freehold.jobs.backend.Backend", "QUEUES": ["default", "long"]}
}
# Dotted paths of what the worker does by the clock; see config/periodic.py.
JOBS_MODULES = [
    "freehold.addresses.certificate_tasks",
    "freehold.config.periodic",
    "freehold.rooms.tasks",
    "freehold.people.tasks",
    "freehold.addresses.tasks",
]

# Who is asked about a block besides its tables; see freehold/addresses/reaching.py.
ADDRESS_REACH = "freehold.addresses.reaching.reach"

# Who may hear the event stream, and whether they still may: answered by people, asked by live.
LIVE_AUDIENCE = "freehold.people.sessions.audience"
LIVE_STILL_VALID = "freehold.people.sessions.still_valid"

LOGGING_CONFIG = "freehold.config.logging.configure"

# People: see docs/decisions on accounts.
AUTH_USER_MODEL = "people.Person"
AUTHENTICATION_BACKENDS = ["freehold.people.backend.EmailIndexBackend"]
SESSION_ENGINE = "freehold.people.session_store"
# Longer than any sign-in, so that a form posted after it ran out still finds its session.
SESSION_COOKIE_AGE = 24 * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "freehold.people.views.csrf.failed"
MFA_ADAPTER = "freehold.people.mfa_adapter.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn"]
MFA_WEBAUTHN_USER_VERIFICATION = "required"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = None  # sealed: found by its blind index, never by a query of allauth's
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

# The audit names patients by a keyed hash that their destroyed key takes with it.
AUDIT_REFERENCE = "freehold.vault.reference"
