"""Everything the chat can be told, read from the environment once."""

from hashlib import sha256
from os import getpid
from pathlib import Path
from tempfile import gettempdir

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from rooms import limits

from . import databases, environment, secret, site

# What can be set from outside

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")
HOST = environment.text("HOST", "127.0.0.1")
PORT = environment.port("PORT", 8000)
WORKERS = environment.count("WORKERS", 1)
SITE = site.read("SITE_URL")
IS_SECURE = SITE is not None and SITE.is_secure
DEBUG = environment.switch("DEBUG", False)
SECRET_KEY = environment.key("SECRET_KEY", "sign in as anybody") or secret.kept_in(DATA_DIR)
SIGNUP = environment.choice("SIGNUP", "open", "closed")
RATE_LIMITS = environment.switch("RATE_LIMITS", True)
REDIS_URLS = environment.urls("REDIS_URL", "redis", "rediss", "unix")
METRICS_TOKEN = environment.key("METRICS_TOKEN", "read the figures of the server")
LOG_FORMAT = environment.choice("LOG_FORMAT", "text", "json")
OPENAI_API_KEY = environment.text("OPENAI_API_KEY")
OPENAI_BASE_URL = environment.url("OPENAI_BASE_URL", "http", "https")
OPENAI_MODEL = environment.text("OPENAI_MODEL", "gpt-4o-mini")
# What listens for this machine alone is spoken to by this machine's own proxy.
TRUSTED_PROXIES = environment.networks(
    "TRUSTED_PROXIES", ["127.0.0.1", "::1"] if IS_SECURE and environment.is_loopback(HOST) else []
)

# Who may call, and from which pages

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *site.hosts("ALLOWED_HOSTS")]
CSRF_TRUSTED_ORIGINS = []
SOCKET_ORIGINS = []
if SITE:
    ALLOWED_HOSTS += [SITE.host]
    CSRF_TRUSTED_ORIGINS += [SITE.origin]
    SOCKET_ORIGINS += [SITE.origin]

ONLY_THIS_MACHINE = all(map(environment.is_loopback, ALLOWED_HOSTS))
IS_PRIVATE = ONLY_THIS_MACHINE and environment.is_loopback(HOST)
for risk, is_taken in (
    ("RATE_LIMITS can only be off", not RATE_LIMITS),
    ("DEBUG can only be on", DEBUG),
):
    if is_taken and not IS_PRIVATE:
        raise ImproperlyConfigured(
            f"{risk} while HOST, SITE_URL and ALLOWED_HOSTS name this machine alone."
        )

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_SECURE
SECURE_SSL_REDIRECT = IS_SECURE and bool(TRUSTED_PROXIES)
SECURE_HSTS_SECONDS = 30 * 24 * 3600 if IS_SECURE else 0
# What else lives under the site's domain is not ours to promise.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *([SITE.socket_origin] if SITE else [])],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
    }
}

# The parts

INSTALLED_APPS = [
    # The first one's `runserver` is the one that runs.
    "rooms",
    "chatsite.apps.Daphne",
    "channels",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "chatsite.urls"
ASGI_APPLICATION = "chatsite.asgi.application"
DAPHNE_WEBSOCKET_MAX_MESSAGE_SIZE = DAPHNE_WEBSOCKET_MAX_FRAME_SIZE = 64 * 1024

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
            ]
        },
    }
]

# What is kept, and where

DATABASE = databases.used(environment.database("DATABASE_URL", DATA_DIR / "chat.sqlite3"))
if DATABASE["ENGINE"].endswith("sqlite3"):
    DATABASE["TEST"] = {"NAME": f"{gettempdir()}/chat-tests-{getpid()}.sqlite3"}
else:
    DATABASE["TEST"] = {"NAME": f"chat_tests_{getpid()}"}
DATABASES = {"default": DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URLS:
    # Another chat on the same Redis has another key, and hears nothing of this one.
    OURS = "chat-" + sha256(f"layer {SECRET_KEY}".encode()).hexdigest()[:12]
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "rooms.live.redis_layer.RedisLayer",
            "CONFIG": {"hosts": REDIS_URLS, "prefix": OURS},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            # The first alone: Django takes the others for copies of it, which they are not.
            "LOCATION": REDIS_URLS[0],
            "KEY_PREFIX": OURS,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "rooms.live.layers.LocalLayer"}}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            # With Django's 300, a few hundred made-up names push out the counted attempts.
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "chatsite.static.HashedStorage"},
}
SERVESTATIC_KEEP_ONLY_HASHED_FILES = True

# People

AUTH_USER_MODEL = "rooms.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}Validator", "OPTIONS": options}
    for name, options in {
        "UserAttributeSimilarity": {"user_attributes": ["username", "name"]},
        "MinimumLength": {"min_length": limits.PASSWORD_CHARS},
        "CommonPassword": {},
        "NumericPassword": {},
    }.items()
]
SESSION_ENGINE = "chatsite.sessions"
SESSION_COOKIE_AGE = 30 * 24 * 3600
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "chat"
LOGOUT_REDIRECT_URL = "sign-in"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without_query": {"()": "chatsite.logs.WithoutQuery"},
        "without_their_traces": {"()": "chatsite.logs.WithoutTheirTraces"},
        "without_values": {"()": "chatsite.logs.WithoutValues"},
    },
    "formatters": {
        "text": {
            "()": "chatsite.logs.Lines",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        },
        "json": {"()": "chatsite.logs.JsonLines"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": LOG_FORMAT,
            "filters": ["without_query", "without_their_traces", "without_values"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Without Django's own handlers, which would mail whole requests.
        "django": {"handlers": [], "level": "INFO"},
        # Whoever knocks with a made-up Host would write thirty lines each time.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "rooms": {"level": "INFO"},
    },
}
