"""Input pictures on their way to Kie.ai: what is refused here, how they go up, and what comes back."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generation.providers import errors
from generation.providers.base import InputFile, ModelSpec, Request
from generation.providers.kie import KieProvider, catalog
from tests.generation.loopback import Answer, Loopback, answer, cut

ADDRESS = "https://tempfile.redpandaai.co/kieai/12345/mediahub/inputs/cat.png"
DATA = {"success": True, "fileName": "cat.png", "downloadUrl": ADDRESS, "fileSize": 154832, "mimeType": "image/png"}
TAKEN = answer(200, {"success": True, "code": 200, "msg": "File uploaded successfully", "data": DATA})


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback([TAKEN]) as running:
        yield running


def provider(server: Loopback) -> KieProvider:
    return KieProvider({"api_key": "sk-test", "base_url": "http://127.0.0.1:9", "upload_url": server.url})


def picture(folder: Path, size: int = 100, **more: Any) -> InputFile:
    path = folder / f"{more.get('name', 'cat')}.png"
    path.write_bytes(b"\x89PNG" + b"\x00" * (size - 4))
    return InputFile(
        **{"path": path, "mime": "image/png", "size": size, "width": 64, "height": 64, "name": "cat.png", **more}
    )


def order(spec: ModelSpec = catalog.RUNWAY, **inputs: tuple[InputFile, ...]) -> Request:
    return Request(spec, {"prompt": "a boat"}, inputs)


def test_a_small_picture_goes_up_as_base64(server: Loopback, tmp_path: Path) -> None:
    provider(server).prepare(order(image=(picture(tmp_path),)))
    body = server.seen[0].json
    assert server.seen[0].path == "/api/file-base64-upload"
    assert sorted(body) == ["base64Data", "fileName", "uploadPath"]
    assert (
        base64.b64decode(body["base64Data"].removeprefix("data:image/png;base64,"))
        == (tmp_path / "cat.png").read_bytes()
    )
    assert body["uploadPath"] == "mediahub/inputs"


def test_a_large_picture_goes_up_as_a_stream(server: Loopback, tmp_path: Path) -> None:
    provider(server).prepare(order(image=(picture(tmp_path, 1_000_001),)))
    seen = server.seen[0]
    assert seen.path == "/api/file-stream-upload"
    assert (tmp_path / "cat.png").read_bytes() in seen.body
    assert seen.body.count(b'name="uploadPath"\r\n\r\nmediahub/inputs\r\n') == 1
    assert b'name="fileName"' in seen.body
    assert b"Content-Type: image/png" in seen.body


def test_the_order_gets_the_address_of_the_upload(server: Loopback, tmp_path: Path) -> None:
    prepared = provider(server).prepare(order(image=(picture(tmp_path),)))
    assert [(file.url, file.path) for file in prepared.inputs["image"]] == [(ADDRESS, None)]


def test_every_upload_has_a_name_of_its_own(server: Loopback, tmp_path: Path) -> None:
    request = order(image=(picture(tmp_path),))
    provider(server).prepare(request)
    provider(server).prepare(request)
    first, second = (seen.json["fileName"] for seen in server.seen)
    assert first != second
    assert first.endswith(".png")


def test_a_picture_that_is_used_twice_goes_up_once(server: Loopback, tmp_path: Path) -> None:
    cat = picture(tmp_path)
    provider(server).prepare(order(catalog.GPT4O_IMAGE, images=(cat,), mask=(cat,)))
    assert len(server.seen) == 1


def test_a_public_address_is_passed_on_as_it_is(server: Loopback) -> None:
    request = order(image=(InputFile(url="https://93.184.215.14/cat.png"),))
    assert provider(server).prepare(request) == request
    assert server.seen == []


def test_a_private_address_is_refused_and_its_field_named(server: Loopback) -> None:
    with pytest.raises(errors.Rejected) as caught:
        provider(server).prepare(order(image=(InputFile(url="http://192.168.1.1/cat.png"),)))
    assert (caught.value.code, caught.value.field) == ("blocked_address", "image")


def test_what_was_uploaded_already_is_not_refused(server: Loopback) -> None:
    request = order(image=(InputFile(url=f"{server.url}/files/cat.png"),))
    assert provider(server).prepare(request) == request


@pytest.mark.parametrize(
    ("spec", "field", "more"),
    [
        (catalog.KLING_25_TURBO, "image", {"mime": "image/webp"}),
        (catalog.KLING_25_TURBO, "last_frame", {"size": 10_000_001}),
        (catalog.GPT4O_IMAGE, "images", {"size": 26_214_401}),
        (catalog.GPT4O_IMAGE, "mask", {"size": 25_000_001}),
        (catalog.NANO_BANANA_2, "images", {"size": 30_000_001}),
        (catalog.NANO_BANANA_2, "images", {"mime": "image/gif"}),
    ],
)
def test_a_picture_that_the_model_cannot_read_is_refused(
    server: Loopback, spec: ModelSpec, field: str, more: dict[str, Any]
) -> None:
    file = InputFile(**{"path": Path("cat.png"), "mime": "image/png", "size": 100, **more})
    with pytest.raises(errors.Rejected) as caught:
        provider(server).prepare(order(spec, **{field: (file,)}))
    assert (caught.value.code, caught.value.field, server.seen) == ("bad_input", field, [])


def test_a_mask_of_another_size_is_refused(server: Loopback, tmp_path: Path) -> None:
    images = (picture(tmp_path, width=64),)
    mask = (picture(tmp_path, name="mask", width=65),)
    with pytest.raises(errors.Rejected) as caught:
        provider(server).prepare(order(catalog.GPT4O_IMAGE, images=images, mask=mask))
    assert (caught.value.field, server.seen) == ("mask", [])


def test_a_picture_that_is_no_longer_there_is_refused(server: Loopback, tmp_path: Path) -> None:
    file = InputFile(path=tmp_path / "gone.png", mime="image/png", size=5)
    with pytest.raises(errors.Rejected) as caught:
        provider(server).prepare(order(image=(file,)))
    assert caught.value.field == "image"


def test_another_spelling_of_the_address_is_read(server: Loopback, tmp_path: Path) -> None:
    server.will(answer(200, {"success": True, "code": 200, "data": {"fileId": "1", "fileUrl": ADDRESS}}))
    assert provider(server).prepare(order(image=(picture(tmp_path),))).inputs["image"][0].url == ADDRESS


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (cut, errors.Unavailable),
        (answer(500, "<html>"), errors.Unavailable),
        (answer(200, "<html>"), errors.Unavailable),
        (answer(200, {"success": False, "code": 500, "msg": "busy"}), errors.Unavailable),
        (answer(200, {"success": False, "code": 400, "msg": "Missing required parameter"}), errors.Rejected),
        (answer(200, {"success": False, "code": 200, "msg": "no"}), errors.Rejected),
        (answer(413, "<html>"), errors.Rejected),
        (answer(403, "error code: 1010"), errors.Rejected),
        (answer(200, {"success": False, "code": 401, "msg": "no"}), errors.AccountProblem),
        (answer(429, ""), errors.RateLimited),
        (answer(200, {"success": True, "code": 200, "data": {}}), errors.UnexpectedReply),
        (answer(200, {"success": True, "code": 200, "data": {"downloadUrl": "file:///x"}}), errors.UnexpectedReply),
    ],
)
def test_a_failed_upload_says_what_it_is(
    server: Loopback, tmp_path: Path, reply: Answer, kind: type[Exception]
) -> None:
    server.will(reply)
    with pytest.raises(errors.ProviderError) as caught:
        provider(server).prepare(order(image=(picture(tmp_path),)))
    assert type(caught.value) is kind
