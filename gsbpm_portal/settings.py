"""Settings of the GSBPM Portal: one file, read from the environment, defaults that run at once.

Every variable is listed in .env.example. Outside of development unsafe defaults are refused, all faults listed together.
"""

from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from gsbpm_portal import env

BASE_DIR = Path(__file__).resolve().parent.parent
env.load_dotenv(Path(env.text("ENV_FILE", str(BASE_DIR / ".env"))))

DEBUG = env.flag("DEBUG", True)  # Django's technical error pages in place of the portal's own
DEVELOPMENT = env.flag("DEVELOPMENT", DEBUG)  # one's own machine: unsafe defaults, demo accounts, the style guide
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

INSECURE_KEY = "insecure-development-key-never-used-in-production"
SECRET_KEY = env.text("SECRET_KEY", INSECURE_KEY)
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]" if DEVELOPMENT else "")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")

# Apps ---------------------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "gsbpm_portal.core",
    "gsbpm_portal.accounts",
    "metadata",
    "activities",
    "phases.engine",
    "phases.needs",
    "phases.design",
    "phases.build",
    "phases.collection",
    "phases.processing",
    "phases.analysis",
    "dissemination",
    "evaluation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "template_partials",
    "axes",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gsbpm_portal.core.middleware.ReadableMiddleware",
    "gsbpm_portal.core.middleware.HeadMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "gsbpm_portal.accounts.middleware.PersonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "gsbpm_portal.urls"
WSGI_APPLICATION = "gsbpm_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
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
                "gsbpm_portal.core.context.shell",
            ],
            "builtins": ["gsbpm_portal.core.templatetags.ui"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Database -----------------------------------------------------------------------------------------------------------

DATABASE_URL = env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'portal.sqlite3'}")
try:
    DATABASES = {"default": dj_database_url.parse(DATABASE_URL, conn_max_age=60, conn_health_checks=True)}
except ValueError:
    env.faults.append("DATABASE_URL: must look like postgres://user:password@host:5432/name")
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Jobs ---------------------------------------------------------------------------------------------------------------

REDIS_URL = env.text("REDIS_URL")
CELERY_BROKER_URL = REDIS_URL or f"sqla+sqlite:///{VAR_DIR / 'broker.sqlite3'}"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "gsbpm_portal.core.jobs.beat:TickScheduler"
# A request that enqueues a job waits three seconds for a silent broker, no longer: the sweep rings again.
CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "socket_connect_timeout": 2,
        "socket_timeout": 3,
        "visibility_timeout": 3600,
        "unacked_restore_interval": 5,
        "unacked_restore_throttle": 1,
    }
JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 30)
JOB_HEARTBEAT_SECONDS = env.number("JOB_HEARTBEAT_SECONDS", 5)
JOB_MAX_ATTEMPTS = env.number("JOB_MAX_ATTEMPTS", 5)
JOB_RING_SECONDS = env.number("JOB_RING_SECONDS", 10)  # a job that nobody took up is rung for again after this time
JOB_KEEP_DAYS = env.number("JOB_KEEP_DAYS", 90)
CACHES = {
    "default": (
        {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
        if REDIS_URL
        else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    )
}

# People and sign-in -------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "gsbpm_portal.accounts.backends.PersonBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email", "nip"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "engine:inbox"
LOGOUT_REDIRECT_URL = "accounts:login"
AXES_FAILURE_LIMIT = env.number("LOGIN_FAILURE_LIMIT", 5)
AXES_COOLOFF_TIME = env.number("LOGIN_COOLOFF_HOURS", 1)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "gsbpm_portal.accounts.views.locked_out"
AXES_USERNAME_CALLABLE = "gsbpm_portal.accounts.signin.attempted_username"
AXES_CLIENT_IP_CALLABLE = "gsbpm_portal.accounts.signin.client_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # knocking on a locked door does not keep it locked
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXY_COUNT", 0)  # own proxies in front that append to X-Forwarded-For
SESSION_COOKIE_AGE = env.number("SESSION_HOURS", 10) * 3600
SESSION_IDLE_SECONDS = env.number("SESSION_IDLE_MINUTES", 120) * 60
SESSION_LIMIT = env.number("SESSION_LIMIT", 3)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
PASSWORD_RESET_TIMEOUT = 3600

# Language, time, place ----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["gsbpm_portal.formats"]
USE_I18N = True
USE_THOUSAND_SEPARATOR = False  # years and codes stay as they are; figures are written with the filter |num
USE_TZ = True
TIME_ZONE = env.text("OFFICE_TIME_ZONE", "Asia/Jakarta")

# Static and files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "files"  # random names, never served by address
STATIC_COLLECTED = env.flag("STATIC_COLLECTED", not DEBUG)  # serve what collectstatic gathered and compressed
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "gsbpm_portal.core.static_files.RememberingStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_COLLECTED
EVIDENCE_MAX_BYTES = env.number("EVIDENCE_MAX_MB", 20) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# Mail ---------------------------------------------------------------------------------------------------------------

EMAIL_BACKEND = env.text("EMAIL_BACKEND", "django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Portal GSBPM <portal@contoh.go.id>")
SITE_URL = env.text("SITE_URL", "http://127.0.0.1:8000").rstrip("/")

# Exchange -----------------------------------------------------------------------------------------------------------

SDMX_AGENCY = env.text("SDMX_AGENCY", "PORTAL")  # who maintains registry entries that belong to no single office

# Audit --------------------------------------------------------------------------------------------------------------

INSECURE_AUDIT_KEY = "insecure-development-audit-key"
AUDIT_KEY = env.text("AUDIT_KEY", INSECURE_AUDIT_KEY)
AUDIT_HEADS_DIR = Path(env.text("AUDIT_HEADS_DIR", str(VAR_DIR / "audit-heads")))

# Security -----------------------------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DEMO_ACCOUNTS = env.flag("DEMO_ACCOUNTS", DEVELOPMENT)
STYLE_GUIDE = DEVELOPMENT
if not DEVELOPMENT:
    SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^sehat/$"]  # asked from inside, without TLS
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31536000)
    # Other hosts below the portal's name, and browsers' preload lists, are the office's own decision.
    SECURE_HSTS_INCLUDE_SUBDOMAINS = env.flag("SECURE_HSTS_SUBDOMAINS", False)
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.flag("SECURE_COOKIES", True)

    for _wrong, _message in (
        (DEBUG, "DEBUG: technical error pages are not allowed in production"),
        (SECRET_KEY == INSECURE_KEY or len(SECRET_KEY) < 50, "SECRET_KEY: set a random text of 50 or more characters"),
        (
            AUDIT_KEY == INSECURE_AUDIT_KEY or len(AUDIT_KEY) < 32,
            "AUDIT_KEY: set a random text of 32 or more characters",
        ),
        (AUDIT_KEY == SECRET_KEY, "AUDIT_KEY: must differ from SECRET_KEY"),
        (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS, "ALLOWED_HOSTS: name the host names of the portal"),
        ("sqlite" in DATABASES["default"]["ENGINE"], "DATABASE_URL: name a PostgreSQL database"),
        (not REDIS_URL, "REDIS_URL: name a Redis server"),
        (DEMO_ACCOUNTS, "DEMO_ACCOUNTS: demo accounts are not allowed in production"),
        (
            SECURE_SSL_REDIRECT and not SITE_URL.startswith("https://"),
            "SITE_URL: the public https address of the portal",
        ),
    ):
        if _wrong:
            env.faults.append(_message)
if env.faults:
    raise ImproperlyConfigured("The portal cannot start with these settings:\n- " + "\n- ".join(env.faults))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": [], "propagate": True}},  # one line each, by the root logger
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING" if DEVELOPMENT else "INFO")},
}
