"""Django's settings, all of them from ``mediahub.env``. Nothing else in the project reads the environment."""

from __future__ import annotations

import hashlib
from urllib.parse import urlsplit

import dj_database_url

from mediahub import __version__, env, logs
from mediahub.scrub import remember_secrets
from mediahub.secret_key import secret_keys

BASE_DIR = env.BASE_DIR
_environment = env.load()

VERSION = __version__

# Folders -------------------------------------------------------------------------------------------------------------
DATA_DIR = _environment.data_dir
MEDIA_DIR = DATA_DIR / "media"
THUMBS_DIR = DATA_DIR / "thumbs"
UPLOADS_DIR = DATA_DIR / "uploads"
TMP_DIR = DATA_DIR / "tmp"
QUARANTINE_DIR = DATA_DIR / "quarantine"
SANDBOX_DIR = DATA_DIR / "sandbox"
LOGS_DIR = DATA_DIR / "logs"
FOLDERS = (DATA_DIR, MEDIA_DIR, THUMBS_DIR, UPLOADS_DIR, TMP_DIR, QUARANTINE_DIR, SANDBOX_DIR, LOGS_DIR)

# What the environment gives ------------------------------------------------------------------------------------------
AUTH = _environment.auth
HOST = _environment.host
PORT = _environment.port
PUBLIC_URL = _environment.public_url
TRUSTED_PROXIES = _environment.trusted_proxies
SANDBOX_URL = _environment.sandbox_url
KIE_API_KEY = _environment.kie_api_key
KIE_BASE_URL = _environment.kie_base_url
KIE_UPLOAD_URL = _environment.kie_upload_url
KIE_WEBHOOK_KEY = _environment.kie_webhook_key
LOCAL_ONLY = _environment.local_only
REDIS_URL = _environment.redis_url
#: Where media, thumbnails, uploads and quarantine are kept; None for the data folder (``gallery.storage``).
STORAGE = _environment.storage

SECRET_KEY, *SECRET_KEY_FALLBACKS = secret_keys(_environment)
remember_secrets(SECRET_KEY, *SECRET_KEY_FALLBACKS, KIE_API_KEY, KIE_WEBHOOK_KEY)
if STORAGE:
    remember_secrets(STORAGE.access_key, STORAGE.secret_key, STORAGE.session_token)
DEBUG = False
#: Who may come in is judged in ``mediahub.access``, before Django looks; there each mode knows its own names.
ALLOWED_HOSTS = ["*"]

# Apps ----------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "mediahub",
    "generation",
    "gallery",
    "settings_app",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_q",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "mediahub.proxies.TrustedProxies",
    "mediahub.requests_told.RequestIds",
    "mediahub.security.Headers",
    "mediahub.compression.Text",
    "mediahub.access.HostNames",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "mediahub.access.BodySize",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "mediahub.access.SignedIn",
    "mediahub.access.Permitted",
    "mediahub.access.SameOrigin",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "mediahub.urls"
WSGI_APPLICATION = "mediahub.wsgi.application"
ASGI_APPLICATION = "mediahub.asgi.application"

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
                "mediahub.page.page",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
INSTALLED_APPS.append("django.forms")

# Database ------------------------------------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        _environment.database_url or f"sqlite:///{DATA_DIR / 'db.sqlite3'}", conn_max_age=600, conn_health_checks=True
    )
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: a transaction that reads and then writes must not fail because another one committed in between.
    # FULL: a committed intent to order must outlive a power cut, or the order could be placed twice.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA cache_size=-20000;"
        "PRAGMA temp_store=MEMORY;PRAGMA mmap_size=134217728;PRAGMA journal_size_limit=67108864",
    }

else:
    # A cursor kept on the server belongs to one connection, which PgBouncer lends to somebody else meanwhile.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True

#: Names what this installation keeps in Redis: the same on all its hosts, another for another key or database.
INSTALLATION = hashlib.sha256(f"{SECRET_KEY}|{DATABASES['default']['NAME']}".encode()).hexdigest()[:10]

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": f"mediahub-{INSTALLATION}",
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# The queue -----------------------------------------------------------------------------------------------------------
# A message is a nudge. retry counts from the prefetch, so it must outlast everything queued in memory: three time-outs.
Q_CLUSTER = {
    "name": f"mediahub-{INSTALLATION}" if REDIS_URL else "mediahub",
    "label": "Queue",
    "workers": 2,
    "queue_limit": 2,
    "bulk": 1,
    "poll": 0.1,
    "guard_cycle": 0.5,
    "timeout": 600,
    "retry": 3 * 600 + 10,
    "ack_failures": True,
    "max_attempts": 1,
    "save_limit": -1,
    "recycle": 500,
    "catch_up": False,
    "log_level": "WARNING",
    **({"redis": REDIS_URL} if REDIS_URL else {"orm": "default"}),
}

# Static files and uploads --------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": STORAGE.options()}
    if STORAGE
    else {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": MEDIA_DIR}},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_TEMP_DIR = TMP_DIR if TMP_DIR.is_dir() else None
#: Bytes of a body that is read into memory: a picture of 50 MB as base64 in JSON fits. Uploaded files go to disk.
DATA_UPLOAD_MAX_MEMORY_SIZE = 75_000_000
MAX_MULTIPART_SIZE = 500_000_000

# Language, time, signing in ------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False
FORMAT_MODULE_PATH = "settings_app.formats"
_VALIDATION = "django.contrib.auth.password_validation."
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("username",)}},
    {"NAME": f"{_VALIDATION}MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}NumericPasswordValidator"},
]
LOGIN_URL = "/sign-in/" if AUTH == "login" else "/"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
CSRF_FAILURE_VIEW = "mediahub.errors.csrf_failure"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds since the last visit (``settings_app.sign_in.seen``)

# Behind a proxy that speaks https ------------------------------------------------------------------------------------
_public = urlsplit(PUBLIC_URL)
_over_https = AUTH == "login" and _public.scheme == "https"
if AUTH == "login" and PUBLIC_URL:
    CSRF_TRUSTED_ORIGINS = [f"{_public.scheme}://{_public.netloc}"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _over_https
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if _over_https else 0
SECURE_SSL_REDIRECT = _over_https
SECURE_SSL_HOST = _public.netloc or None
#: What programs ask. A token sent in the clear is no safer for being sent again.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$", r"^callbacks/", r"^api/", r"^v1/"]
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # mediahub.security.Headers says X-Frame-Options
    "security.W003",  # mediahub.access.SameOrigin is Django's CsrfViewMiddleware, and stricter
    "security.W005",  # other names of this domain are not ours to speak for
    "security.W021",  # nor is a list built into browsers
]

# API -----------------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["mediahub.access.SignedInOwner"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer", "mediahub.browsable.BrowsableRenderer"],
    "DEFAULT_PARSER_CLASSES": ["mediahub.parsers.JsonBody"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "mediahub.errors.api_error",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "MediaHub",
    "DESCRIPTION": "Images and video from many models, through one door.",
    "VERSION": VERSION,
    "SERVE_INCLUDE_SCHEMA": False,
    "AUTHENTICATION_WHITELIST": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    # the list of some 200 shapes at the page's foot is drawn when somebody opens it
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "defaultModelsExpandDepth": 0},
    "COMPONENT_SPLIT_REQUEST": True,
    # a token in login mode, nothing in local mode
    "APPEND_COMPONENTS": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
    "SECURITY": [{"token": []}, {}],
    "OAS_VERSION": "3.1.0",
    # and nothing else: choices stay where they are used, fields of several shapes share a name and not their choices
    "POSTPROCESSING_HOOKS": ["generation.openapi_bodies.with_bodies"],
}

# Logging -------------------------------------------------------------------------------------------------------------
LOGGING = logs.settings_for(_environment.log_format)
ACCESS_LOG = _environment.access_log
