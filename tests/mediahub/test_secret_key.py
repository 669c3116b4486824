"""The generated key."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mediahub import env
from mediahub.secret_key import secret_keys


def at(folder: Path, key: str = "") -> env.Environment:
    return env.read({"MEDIAHUB_DATA_DIR": str(folder), "MEDIAHUB_SECRET_KEY": key})


def test_it_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    (key,) = secret_keys(at(tmp_path / "data"))
    assert secret_keys(at(tmp_path / "data")) == (key,)
    assert len(key) >= 50
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_many_first_starts_at_once_get_the_same_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: secret_keys(at(tmp_path)), range(32)))
    assert len(keys) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_the_environment_wins(tmp_path: Path) -> None:
    assert secret_keys(at(tmp_path, "new,old")) == ("new", "old")
    assert not list(tmp_path.iterdir())


def test_an_empty_key_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "secret_key").touch()
    with pytest.raises(env.BadSetting, match="is empty"):
        secret_keys(at(tmp_path))


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(env.BadSetting, match="MEDIAHUB_DATA_DIR"):
        secret_keys(at(tmp_path / "file" / "data"))
