"""A clearing of the tray that is killed with -9 in its middle, in a process of its own, and the one that follows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import plain_environment

_FILES = 1500
_BEGIN = "import django; django.setup(); from gallery import library; from gallery.models import Asset; "
_FILL = f"""
import uuid
from datetime import UTC, datetime
from mediahub.access import owner
facts = {{"owner": owner(), "media_type": "image", "mime": "image/png", "bytes": 1}}
facts["keep_until"] = datetime(2026, 1, 1, tzinfo=UTC)
made = [Asset(id=uuid.uuid4(), filename=f"{{number}}.png", **facts) for number in range({_FILES})]
for asset in made:
    library.path(asset).touch()
Asset.objects.bulk_create(made)
"""
#: dies with -9 at the removal of its four hundredth file
_KILLED = """
import os, signal, sys
removed = []
def count(event, arguments):
    if event == "os.remove" and str(arguments[0]).endswith(".png"):
        removed.append(event)
        if len(removed) == 400:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(count)
library.purge_tray()
"""
_LOOK = """
import json
rows = {asset.filename: asset.gone_at is not None for asset in Asset.objects.all()}
print(json.dumps({"rows": rows, "files": [path.name for path in library.path(Asset(filename="x")).parent.iterdir()]}))
"""


@pytest.fixture
def python(tmp_path: Path) -> Any:
    """Start Python with this code on an installation of the test's own."""
    environment = plain_environment(tmp_path, DJANGO_SETTINGS_MODULE="mediahub.settings")
    migrate = [sys.executable, "manage.py", "migrate", "-v0"]
    subprocess.run(migrate, env=environment, check=True, timeout=120)
    return lambda code: subprocess.Popen(
        [sys.executable, "-c", _BEGIN + code], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_a_killed_clearing_leaves_nothing_without_its_other_half_and_the_next_finishes_it(python):
    assert python(_FILL).wait(60) == 0
    assert python(_KILLED).wait(60) == -9

    found = json.loads(python(_LOOK).communicate(timeout=60)[0])
    files, rows = set(found["files"]), found["rows"]
    assert 0 < len(files) < _FILES
    assert files <= set(rows)
    assert {name for name, is_marked in rows.items() if not is_marked} <= files

    assert python("library.purge_tray()").wait(60) == 0
    assert json.loads(python(_LOOK).communicate(timeout=60)[0]) == {"rows": {}, "files": []}
