"""Settings. The environment variables that the product reads are named in `environment.py`."""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from niangjia.config import environment as env
from niangjia.config.data_folder import secret_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA = env.data_folder()

SECRET_KEY = secret_key(DATA)
DEBUG = env.flag("NIANGJIA_DEBUG")
ALLOWED_HOSTS = env.words("NIANGJIA_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("NIANGJIA_ORIGINS")

INSTALLED_APPS = [
    "niangjia.desk",
    "niangjia.clues",
    "niangjia.referrals",
    "niangjia.reviews",
    "niangjia.visits",
    "niangjia.plans",
    "niangjia.pairing",
    "niangjia.training",
    "niangjia.delivery",
    "niangjia.dossiers",
    "niangjia.people",
    "niangjia.policies",
    "niangjia.workdays",
    "niangjia.limits",
    "niangjia.audit",
    "niangjia.accounts",
    "niangjia.privacy",
    "niangjia.ui",
    "niangjia.config",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "niangjia.ui.middleware.LanguageMiddleware",
    "niangjia.accounts.sign_in_middleware.NoUploadsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "niangjia.accounts.sign_in_middleware.SessionEndMiddleware",
    "niangjia.ui.middleware.PersonalPagesMiddleware",
    "niangjia.accounts.sign_in_middleware.SignInRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "niangjia.ui.refusals.RefusalMiddleware",
    "niangjia.accounts.middleware.RightsMiddleware",
]

ROOT_URLCONF = "niangjia.config.urls"
WSGI_APPLICATION = "niangjia.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django_cotton.templatetags.cotton", "django.templatetags.i18n", "django.templatetags.static"],
        },
    }
]
COTTON_DIR = "cotton"

DATABASES = {"default": dj_database_url.parse(env.database_url(DATA), conn_max_age=600)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write takes the write lock at once instead of failing in the middle.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # FULL: an acknowledged write survives a power cut. No checkpoints by connections: `checkpoints.py` makes them.
        "init_command": (
            "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;PRAGMA busy_timeout=20000;"
            "PRAGMA mmap_size=0;PRAGMA wal_autocheckpoint=0;PRAGMA journal_size_limit=16777216;"
        ),
    }

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "niangjia.accounts.passwords.SimilarityValidator"},
    {"NAME": "niangjia.accounts.passwords.LengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "niangjia.accounts.passwords.CommonValidator"},
    {"NAME": "niangjia.accounts.passwords.HabitValidator"},
]
GRADED_PROTECTION = env.flag("NIANGJIA_GRADED_PROTECTION")
if GRADED_PROTECTION:
    AUTH_PASSWORD_VALIDATORS.append({"NAME": "niangjia.accounts.passwords.CompositionValidator"})
SIGN_IN_FILE = env.sign_in_file(DATA)
PROVIDER_SECRET = env.provider_secret
TRUSTED_PROXIES = env.words("NIANGJIA_PROXIES")
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "desk:show-home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
KEY_FOLDER = DATA / "keys"
BACKUP_KEY = env.path("NIANGJIA_BACKUP_KEY", KEY_FOLDER / "backup.json")
BACKUP_FOLDER = env.path("NIANGJIA_BACKUP_FOLDER", DATA / "backups")
BACKUPS = env.choice("NIANGJIA_BACKUPS", ("daily", "hourly", "off"))
KEYS = env.text("NIANGJIA_KEYS")
CIPHER = env.choice("NIANGJIA_CIPHER", ("aes", "sm4"))
MEDIA_ROOT = DATA / "files"
FILE_UPLOAD_HANDLERS = ["niangjia.privacy.uploads.MemoryUploadHandler"]
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

SITE = env.site()
EMAIL_HOST, EMAIL_PORT, _mail_security = env.mail_server()
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail_security == "starttls", _mail_security == "tls"
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.text("NIANGJIA_MAIL_USER"), env.text("NIANGJIA_MAIL_PASSWORD")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("NIANGJIA_MAIL_FROM")
DIGEST_AT = env.time_of_day("NIANGJIA_DIGEST_AT", "08:00")
ROBOT_HOSTS = env.words("NIANGJIA_ROBOT_HOSTS")

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("NIANGJIA_HTTPS")
SESSION_ENGINE = "niangjia.accounts.sessions"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 24 * 60 * 60  # the longest that the policy may allow; accounts ends them earlier

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"niangjia": {"level": "INFO"}},
}
DEFAULT_EXCEPTION_REPORTER = "niangjia.config.exception_reports.Reporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "niangjia.config.exception_reports.HidesWhatWasTyped"
SILENCED_SYSTEM_CHECKS: list[str] = []
