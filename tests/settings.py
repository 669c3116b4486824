"""Settings of the tests: the real ones over a data folder of their own, with the slow parts made quick."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_folder = tempfile.mkdtemp(prefix="mediahub-tests-")
_pid = os.getpid()
for _name in [name for name in os.environ if name.startswith(("MEDIAHUB_", "KIE_"))]:
    if _name not in ("MEDIAHUB_BROWSER_TESTS", "MEDIAHUB_CHROMIUM"):
        del os.environ[_name]
os.environ["MEDIAHUB_ENV_FILE"] = os.devnull
os.environ["MEDIAHUB_DATA_DIR"] = _folder

from mediahub.settings import *  # noqa: E402, F403
from mediahub.settings import DATABASES, FOLDERS, STATIC_ROOT, STORAGES  # noqa: E402


@atexit.register
def _remove_folder() -> None:
    if os.getpid() == _pid:
        shutil.rmtree(_folder, ignore_errors=True)


for _each in FOLDERS:
    _each.mkdir(exist_ok=True)
STATIC_ROOT.mkdir(exist_ok=True)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
if "init_command" in DATABASES["default"].get("OPTIONS", {}):
    _options = DATABASES["default"]["OPTIONS"]
    _options["init_command"] = _options["init_command"].replace("synchronous=FULL", "synchronous=OFF")
    # A file, not memory: threads of a test then meet the same locks as real processes do.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_folder) / "test.sqlite3")}
