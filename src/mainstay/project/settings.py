"""Django settings, read from the environment. docs/administration/settings.md lists the names."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.utils.translation import gettext_lazy as _

from mainstay.kernel.languages import language_of
from mainstay.project.home import current_home


def _flag(name: str, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


MAINSTAY_HOME = current_home()
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = _flag("MAINSTAY_DEBUG", False)
SECRET_KEY = os.environ.get("MAINSTAY_SECRET_KEY") or MAINSTAY_HOME.secret_key()
SECRET_KEY_FROM_ENVIRONMENT = bool(os.environ.get("MAINSTAY_SECRET_KEY"))
ALLOWED_HOSTS = _list("MAINSTAY_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _list("MAINSTAY_TRUSTED_ORIGINS", "")

# Behind TLS the cookies and the redirects must insist on it; on a loopback trial there is none.
HTTPS = _flag("MAINSTAY_HTTPS", False)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if _flag("MAINSTAY_BEHIND_PROXY", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "mainstay.shell.web",  # before allauth, whose pages it gives our look
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "mainstay.foundation.audit",
    "mainstay.foundation.jobs",
    "mainstay.foundation.idempotency",
    "mainstay.apps.governance",
    "mainstay.apps.notifications",
    "mainstay.apps.reference",
    "mainstay.apps.customers",
    "mainstay.apps.ledger",
    "mainstay.apps.evaluation",
    "mainstay.apps.workspace",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "mainstay.shell.web.security.SecurityHeadersMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mainstay.shell.web.overload.OverloadMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mainstay.apps.governance.middleware.ActorMiddleware",
    "mainstay.apps.governance.middleware.LanguageMiddleware",
    "mainstay.shell.web.errors.RefuseNulMiddleware",
    "mainstay.apps.governance.middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mainstay.shell.web.partials.PartialSignInMiddleware",
    "mainstay.shell.web.exporting.FileComesMiddleware",
    "mainstay.shell.web.errors.ErrorPagesMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "mainstay.project.urls"
WSGI_APPLICATION = "mainstay.project.wsgi.application"
# How many requests a process answers at a time; set by the command that serves.
WEB_THREADS = int(os.environ.get("MAINSTAY_WEB_THREADS") or 0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "mainstay.shell.web.context.shell",
            ],
        },
    },
]
# mainstay.shell.web.form_renderer says why.
FORM_RENDERER = "mainstay.shell.web.form_renderer.FormRenderer"


def _database() -> dict[str, Any]:
    url = os.environ.get("MAINSTAY_DATABASE_URL") or f"sqlite:///{MAINSTAY_HOME.database}"
    database: dict[str, Any] = dict(dj_database_url.parse(url))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON;",
        }
    else:
        said = database.get("OPTIONS", {})
        # Pages ask short questions: compiling one just in time takes longer than answering it.
        said["options"] = f"-c jit=off {said.get('options', '')}".strip()
        database["OPTIONS"] = {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **said}
        database["CONN_HEALTH_CHECKS"] = True
    return database


DATABASES = {"default": _database()}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
    }
}

AUTH_USER_MODEL = "governance.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["mainstay.apps.governance.sign_in.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "mainstay.apps.governance.passwords.LongestPassword"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "mainstay.apps.governance.passwords.LeakedPassword"},
    {"NAME": "mainstay.apps.governance.passwords.OwnWords"},
    {"NAME": "mainstay.apps.governance.passwords.KindsOfCharacters"},
]
# Passwords that leaked elsewhere: SHA-1 in order, as Have I Been Pwned hands them out.
BREACHED_PASSWORDS = os.environ.get("MAINSTAY_BREACHED_PASSWORDS", "")
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_FORMS = {"login": "mainstay.apps.governance.sign_in.SignInForm"}
ACCOUNT_ADAPTER = "mainstay.apps.governance.sign_in.AccountAdapter"
MFA_ADAPTER = "mainstay.apps.governance.second_factor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_TOLERANCE = 1  # clocks of telephones differ by half a minute
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}

# Mail goes out once a server is named; links in it lead to the public address.
CHANNELS = os.environ.get("MAINSTAY_CHANNELS", "all")
MAIL_URL = os.environ.get("MAINSTAY_MAIL_URL", "")
MAIL_FROM = os.environ.get("MAINSTAY_MAIL_FROM", "")
PUBLIC_URL = os.environ.get("MAINSTAY_URL", "")

# The company's identity provider, to sign in through by OpenID Connect once one is named.
OIDC_ISSUER = os.environ.get("MAINSTAY_OIDC_ISSUER", "").strip()
OIDC_CLIENT_ID = os.environ.get("MAINSTAY_OIDC_CLIENT_ID", "").strip()
OIDC_CLIENT_SECRET = os.environ.get("MAINSTAY_OIDC_CLIENT_SECRET", "")
OIDC_CLIENT_SECRET_FILE = os.environ.get("MAINSTAY_OIDC_CLIENT_SECRET_FILE", "")
OIDC_NAME = os.environ.get("MAINSTAY_OIDC_NAME", "").strip()
OIDC_SCOPES = os.environ.get("MAINSTAY_OIDC_SCOPES", "openid email profile").split()
OIDC_ONLY = _flag("MAINSTAY_OIDC_ONLY", False)
OIDC_NEW_PEOPLE_ROLE = os.environ.get("MAINSTAY_OIDC_NEW_PEOPLE_ROLE", "").strip()
OIDC_NEW_PEOPLE_DOMAINS = _list("MAINSTAY_OIDC_NEW_PEOPLE_DOMAINS", "")
OIDC_TRUST_SECOND_FACTOR = _flag("MAINSTAY_OIDC_TRUST_SECOND_FACTOR", False)
OIDC_SECOND_FACTOR_ACR = _list("MAINSTAY_OIDC_SECOND_FACTOR_ACR", "")

LANGUAGE_CODE = language_of(os.environ.get("MAINSTAY_LANGUAGE", ""))
LANGUAGES = [("zh-hans", _("简体中文")), ("zh-hant", _("繁體中文")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGE_COOKIE_NAME = "language"
TIME_ZONE = "UTC"
USE_I18N = USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_IMMUTABLE_FILE_TEST = r"/bundle/.+-[0-9A-Z]{8}\.\w+$"

# Uploads stream to disk; what is kept is checked by content.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# How much an imported file may hold: what is packed in it, and the cells of one sheet.
IMPORT_UNPACKED_GIGABYTES = float(os.environ.get("MAINSTAY_IMPORT_UNPACKED_GB", "4"))
IMPORT_CELLS = int(os.environ.get("MAINSTAY_IMPORT_CELLS", "50000000"))

# Where recurring imports may look: folders below one folder; addresses that everybody can reach,
# and those hosts of one's own network that are named here. How much and how long a pull may take.
RECURRING_INBOX = os.environ.get("MAINSTAY_INBOX", "")
PULL_HOSTS = _list("MAINSTAY_PULL_HOSTS", "")
PULL_MEGABYTES = float(os.environ.get("MAINSTAY_PULL_MB", "1024"))
PULL_SECONDS = float(os.environ.get("MAINSTAY_PULL_SECONDS", "600"))

# Hosts of one's own network to which webhooks may be sent, with any port and without TLS.
WEBHOOK_HOSTS = _list("MAINSTAY_WEBHOOK_HOSTS", "")

# Which engine reads the ledger: the embedded one unless a Spark master is named. What the embedded
# one may use; beyond its memory it spills to the home's scratch folder.
ENGINE = os.environ.get("MAINSTAY_ENGINE", "")
ENGINE_MEMORY_LIMIT = os.environ.get("MAINSTAY_ENGINE_MEMORY", "384MB")
ENGINE_THREADS = int(os.environ.get("MAINSTAY_ENGINE_THREADS") or os.cpu_count() or 1)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    # It would write down whole addresses, with what their queries hold.
    "loggers": {"urllib3": {"level": "WARNING"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("MAINSTAY_LOG_LEVEL", "WARNING")},
}
SILENCED_SYSTEM_CHECKS: list[str] = []
