"""Settings of the tests: the real ones over a data folder of their own, with the slow parts made quick.

Importing this touches no disk (the type checker does it too); ``conftest`` makes the folders and removes them.
"""

import os
import secrets
import tempfile
from pathlib import Path

_folder = Path(tempfile.gettempdir()) / f"mediahub-tests-{os.getpid()}-{secrets.token_hex(4)}"
for _name in [name for name in os.environ if name.startswith(("MEDIAHUB_", "KIE_"))]:
    if _name not in ("MEDIAHUB_BROWSER_TESTS", "MEDIAHUB_CHROMIUM"):
        del os.environ[_name]
os.environ["MEDIAHUB_ENV_FILE"] = os.devnull
os.environ["MEDIAHUB_DATA_DIR"] = str(_folder)
os.environ["MEDIAHUB_SECRET_KEY"] = secrets.token_urlsafe(48)

from mediahub.settings import *  # noqa: E402, F403
from mediahub.settings import DATABASES, STORAGES  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "init_command" in DATABASES["default"].get("OPTIONS", {}):
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    # A file, not memory: threads of a test then meet the same locks as real processes do.
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
