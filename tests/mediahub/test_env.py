"""What the environment may hold."""

from pathlib import Path

import pytest

from mediahub import env


def test_nothing_set_gives_the_defaults() -> None:
    read = env.read({})
    assert (read.host, read.port, read.data_dir) == ("127.0.0.1", 8000, env.BASE_DIR / "data")
    assert (read.kie_base_url, read.kie_upload_url) == ("https://api.kie.ai", "https://kieai.redpandaai.co")


@pytest.mark.parametrize(
    ("name", "held", "says"),
    [
        ("MEDIAHUB_PORT", "http", "from 1 to 65535"),
        ("MEDIAHUB_PORT", "0", "from 1 to 65535"),
        ("MEDIAHUB_PORT", "65536", "from 1 to 65535"),
        ("MEDIAHUB_PORT", "٣", "from 1 to 65535"),
        ("MEDIAHUB_HOST", "example.org", "0.0.0.0 for all"),
        ("MEDIAHUB_HOST", "192.168.1", "0.0.0.0 for all"),
        ("MEDIAHUB_AUTH", "none", "local or login"),
        ("MEDIAHUB_TRUSTED_PROXIES", "10.0.0.1/8", "10.0.0.0/8"),
        ("MEDIAHUB_TRUSTED_PROXIES", "*", "127.0.0.1"),
        ("MEDIAHUB_DATA_DIR", "manage.py", "must name a folder"),
        ("MEDIAHUB_PUBLIC_URL", "example.org", "like https://example.org"),
        ("MEDIAHUB_PUBLIC_URL", "ftp://example.org", "like https://example.org"),
        ("MEDIAHUB_PUBLIC_URL", "https://example.org:x", "like https://example.org"),
        ("MEDIAHUB_PUBLIC_URL", "https://example.org?a=1", "like https://example.org"),
        ("MEDIAHUB_SANDBOX_URL", "http://example.org", "only be on this machine"),
        ("MEDIAHUB_LOCAL_ONLY", "perhaps", "on or off"),
        ("MEDIAHUB_STORAGE_URL", "/srv/media", "start with s3://"),
        ("MEDIAHUB_STORAGE_URL", "s3:///prefix", "names no bucket"),
        ("MEDIAHUB_STORAGE_URL", "s3://Bucket", "names no bucket"),
        ("MEDIAHUB_STORAGE_URL", "s3://bucket/../other", "no plain path"),
        ("MEDIAHUB_STORAGE_URL", "s3://bucket?endpoint=https://s3.example.org", "endpoint_url, region, addressing"),
        ("MEDIAHUB_STORAGE_URL", "s3://bucket?endpoint_url=s3.example.org", "like https://s3.example.org"),
        ("MEDIAHUB_STORAGE_URL", "s3://bucket?addressing=dns", "path nor virtual"),
        ("KIE_BASE_URL", "api.kie.ai", "like https://example.org"),
        ("KIE_UPLOAD_URL", "https:///path", "like https://example.org"),
        ("DATABASE_URL", "mysql://host/name", "postgres://"),
        ("DATABASE_URL", "/var/db.sqlite3", "sqlite:///"),
        ("DATABASE_URL", "postgres://me@host:port/name", "5432"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all/db.sqlite3", "/nowhere/at/all"),
        ("DATABASE_URL", "sqlite:///nowhere-at-all/db.sqlite3", "nowhere-at-all"),
        ("REDIS_URL", "localhost:6379", "redis://"),
        ("REDIS_URL", "redis://localhost:port", "6379"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_names_the_variable(name: str, held: str, says: str) -> None:
    with pytest.raises(env.BadSetting, match=name) as refused:
        env.read({name: held})
    assert says in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("MEDIAHUB_STORAGE_URL", "s3://hunter2@bucket"),
        ("MEDIAHUB_STORAGE_URL", "s3://me:hunter2@Bucket"),
        ("KIE_API_KEY", "hunter2 hunter2"),
        ("KIE_API_KEY", "hunter2\u00e9"),
        ("KIE_WEBHOOK_KEY", "hunter2\x07"),
        ("KIE_BASE_URL", "https://me:hunter2@example.org"),
        ("DATABASE_URL", "mysql://me:hunter2@host/name"),
        ("REDIS_URL", "http://:hunter2@host"),
        ("REDIS_URL", "redis://:hunter2@host:port"),
    ],
)
def test_a_wrong_secret_is_never_shown(name: str, held: str) -> None:
    with pytest.raises(env.BadSetting, match=name) as refused:
        env.read({name: held})
    assert "hunter2" not in str(refused.value)


def test_several_secret_keys_are_told_apart_by_commas() -> None:
    assert env.read({"MEDIAHUB_SECRET_KEY": "new, old,"}).secret_keys == ("new", "old")


@pytest.mark.parametrize(
    ("given", "auth"),
    [
        ({}, "local"),
        ({"MEDIAHUB_AUTH": "login"}, "login"),
        ({"MEDIAHUB_HOST": "::1"}, "local"),
        ({"MEDIAHUB_HOST": "0.0.0.0"}, "login"),
        ({"MEDIAHUB_HOST": "[::]", "MEDIAHUB_AUTH": "local"}, "login"),
        ({"MEDIAHUB_HOST": "192.168.1.4", "MEDIAHUB_AUTH": "local"}, "login"),
    ],
)
def test_where_other_machines_reach_it_people_sign_in(given: dict[str, str], auth: str) -> None:
    assert env.read(given).auth == auth


def test_a_host_is_an_address_as_it_is_listened_on() -> None:
    assert env.read({"MEDIAHUB_HOST": "[FD00:0::1]"}).host == "fd00::1"
    assert env.read({"MEDIAHUB_HOST": "LOCALHOST"}).host == "localhost"


def test_proxies_are_this_machine_unless_others_are_named() -> None:
    assert env.read({}).trusted_proxies == ("127.0.0.0/8", "::1/128")
    assert env.read({"MEDIAHUB_TRUSTED_PROXIES": "10.0.0.0/8, fd00::1"}).trusted_proxies == (
        "10.0.0.0/8",
        "fd00::1/128",
    )


def test_a_trailing_slash_of_an_address_does_not_matter() -> None:
    assert env.read({"MEDIAHUB_PUBLIC_URL": "https://example.org/hub/"}).public_url == "https://example.org/hub"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST", "::1", "[::1]", "127.8.8.8"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert env.is_loopback(host)


@pytest.mark.parametrize("host", ["", "localhost.example.org", "127.0.0.1.nip.io", "2130706433", "10.0.0.1", "0.0.0.0"])
def test_other_names_are_not_this_machine(host: str) -> None:
    assert not env.is_loopback(host)


@pytest.mark.parametrize("name", ["there/db.sqlite3", "data/db.sqlite3", "db.sqlite3"])
def test_a_database_file_may_lie_in_a_folder_that_is_there_or_is_the_data_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "there").mkdir()
    address = f"sqlite:///{tmp_path / name}"
    assert env.read({"DATABASE_URL": address, "MEDIAHUB_DATA_DIR": str(tmp_path / "data")}).database_url == address


def test_the_address_of_a_store_wins_over_what_amazons_variables_say() -> None:
    names = {"AWS_ACCESS_KEY_ID": "theirs", "AWS_SECRET_ACCESS_KEY": "theirs", "AWS_REGION": "eu-2"}
    url = "s3://mine:hunter%2F2@bucket/a/b?endpoint_url=http://127.0.0.1:9000/&region=eu-1"
    store = env.read({**names, "MEDIAHUB_STORAGE_URL": url}).storage
    assert store is not None
    assert (store.access_key, store.secret_key, store.region, store.prefix) == ("mine", "hunter/2", "eu-1", "a/b")
    assert str(store) == "s3://bucket/a/b at http://127.0.0.1:9000"
    assert "hunter" not in repr(store)


def test_amazons_variables_are_read_from_the_env_file_too() -> None:
    names = {"AWS_ACCESS_KEY_ID": "mine", "AWS_SECRET_ACCESS_KEY": "hunter2", "AWS_DEFAULT_REGION": "eu-2"}
    store = env.read({**names, "MEDIAHUB_STORAGE_URL": "s3://bucket"}).storage
    assert store is not None
    assert (store.access_key, store.secret_key, store.region, store.addressing) == ("mine", "hunter2", "eu-2", "auto")
