"""The adapter against the sandbox, which knows nothing of it: whole orders, and every way in which one can go wrong."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gallery.video import ffmpeg_path
from generation.providers import errors, http
from generation.providers.base import InputFile, ModelSpec, Output, Phase, Request, Update
from generation.providers.http import Gone, download
from generation.providers.kie import KieProvider, catalog
from generation.providers.kie.sandbox import Sandbox
from tests.generation.kie_models import Body, Made, collected
from tests.mediahub.hub import eventually

BY_KEY = {spec.key: spec for spec in catalog.SPECS}
LONG = 240.0  # seconds that a test waits at most
#: the first order of each model in the tests' data, and which model's task some continue (by the start of their keys)
FIRST: dict[str, Body] = {case.model: case for case in reversed(collected("BODIES"))}
BEFORE = {
    "grok-imagine-extend": "grok-imagine-text-to-video",
    "grok-imagine-upscale": "grok-imagine-text-to-video",
    "grok-imagine-image-2-0-image-edit": "grok-imagine-image-2-0-text-to-image",
    "pixverse-v6-extend": "pixverse-v6-text-to-video",
    "runway-extend": "runway",
    "veo3-": "veo3_fast",
}
#: stands in a form where the order carries an address or an earlier task
SOME_ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"


@pytest.fixture(scope="module")
def running() -> Iterator[Sandbox]:
    with Sandbox(speed=40, ffmpeg=ffmpeg_path() or "", limits=False, credits=100_000) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(running: Sandbox, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sandbox]:
    monkeypatch.setattr(http, "_TIMEOUT", (2.0, 1.0))
    yield running
    running.clear_faults()


@pytest.fixture
def kie(sandbox: Sandbox) -> KieProvider:
    return KieProvider({"api_key": sandbox.key, "base_url": sandbox.url, "upload_url": sandbox.url})


def request_of(spec: ModelSpec, inputs: dict[str, tuple[InputFile, ...]] | None = None, **given: Any) -> Request:
    form = spec.params.from_json({"prompt": "a paper boat on a lake", **given})
    assert form.is_valid(), form.problems()
    return Request(spec, form.params(), inputs or {})


def finished(
    kie: KieProvider, remote_id: str, spec: ModelSpec, problems: list[errors.ProviderError] | None = None
) -> Update:
    """Ask until there is a verdict, with its files where it is a success; failed questions go to ``problems``."""
    ends = time.monotonic() + LONG
    while time.monotonic() < ends:
        try:
            update = kie.poll(remote_id, spec)
        except errors.ProviderError as error:
            if problems is None:
                raise
            problems.append(error)
            continue
        if update.phase == Phase.FAILED or (update.phase == Phase.SUCCEEDED and update.outputs):
            return update
        time.sleep(0.05)
    raise AssertionError(f"no verdict after {LONG} s")


def fetched(kie: KieProvider, output: Output) -> bytes:
    target = io.BytesIO()
    download(output.url, target, cap_bytes=100_000_000, origins=kie.result_origins(), deadline=LONG)
    return target.getvalue()


# -- whole orders ------------------------------------------------------------------------------------------------------


def body_request(case: Body, earlier: str = "") -> Request:
    """The request of a body that was written by hand; ``earlier``: the task that it continues."""
    spec = BY_KEY[case.model]
    files = {
        path: tuple(
            InputFile(remote_id=earlier, position=0) if isinstance(given, Made) else InputFile(url=given)
            for given in found
        )
        for path, found in case.files.items()
    }
    top = {path: [SOME_ID] * len(found) for path, found in files.items() if "-" not in path}
    form = spec.params.from_json({**case.asked, **top})
    assert form.is_valid(), form.problems()
    params = {name: value for name, value in form.params().items() if name not in form.references()}
    return Request(spec, params, files, job_id="job")


def made_earlier(kie: KieProvider, key: str) -> str:
    """A finished task of the model that ``key`` continues; "" where it continues none."""
    before = next((BEFORE[start] for start in BEFORE if key.startswith(start)), "")
    if not before:
        return ""
    task = kie.submit(body_request(FIRST[before])).remote_id
    finished(kie, task, BY_KEY[before])
    return task


@pytest.mark.parametrize("key", BY_KEY)
def test_an_order_of_every_model_succeeds(kie: KieProvider, sandbox: Sandbox, key: str) -> None:
    accepted = kie.submit(body_request(FIRST[key], made_earlier(kie, key)))
    update = finished(kie, accepted.remote_id, BY_KEY[key])
    assert update.phase == Phase.SUCCEEDED
    assert len({output.url for output in update.outputs}) == len(update.outputs) >= 1
    assert sandbox.orders[-1]["ignored"] == []


@pytest.mark.parametrize(
    ("key", "magic"), [("gpt4o-image", b"\x89PNG"), ("nano-banana-2", b"\xff\xd8\xff"), ("runway", b"ftyp")]
)
def test_the_file_of_an_order_arrives(kie: KieProvider, key: str, magic: bytes) -> None:
    spec = BY_KEY[key]
    update = finished(kie, kie.submit(request_of(spec)).remote_id, spec)
    assert magic in fetched(kie, update.outputs[0])[:12]


def test_a_model_that_is_being_added_works_there(kie: KieProvider) -> None:
    options = {**catalog.KLING_25_TURBO.options, "model": "kling-9/text-to-video"}
    spec = replace(catalog.KLING_25_TURBO, key="kling-9", options=options)
    update = finished(kie, kie.submit(request_of(spec)).remote_id, spec)
    assert (update.phase, update.credits) == (Phase.SUCCEEDED, 0)
    assert b"ftyp" in fetched(kie, update.outputs[0])[:12]


def test_four_variants_are_four_files(kie: KieProvider) -> None:
    request = request_of(catalog.GPT4O_IMAGE, n_variants=4)
    update = finished(kie, kie.submit(request).remote_id, catalog.GPT4O_IMAGE)
    assert len({output.url for output in update.outputs}) == 4


@pytest.mark.parametrize("size", [4_000, 1_200_000], ids=["base64", "stream"])
@pytest.mark.parametrize(
    ("key", "field"),
    [("gpt4o-image", "images"), ("veo3_fast", "image"), ("runway", "image"), ("kling-2.5-turbo", "image")],
)
def test_an_order_with_an_uploaded_picture_is_accepted(
    kie: KieProvider, tmp_path: Path, key: str, field: str, size: int
) -> None:
    request = request_of(BY_KEY[key], {field: (picture(tmp_path, size),)})
    assert kie.submit(kie.prepare(request)).remote_id


def picture(folder: Path, size: int) -> InputFile:
    """A small PNG, padded behind its end to ``size`` bytes."""
    from PIL import Image

    path = folder / "cat.png"
    Image.new("RGB", (64, 64), "teal").save(path)
    path.write_bytes(path.read_bytes().ljust(size, b"\x00"))
    return InputFile(path=path, mime="image/png", size=path.stat().st_size, width=64, height=64, name="cat.png")


def test_the_balance_is_the_sandboxs(kie: KieProvider, sandbox: Sandbox) -> None:
    # jobs of earlier tests may still end, and pay or give back
    assert eventually(lambda: float(kie.balance()) == sandbox.credits, within=10)


# -- orders that go wrong ----------------------------------------------------------------------------------------------

ORDER_FAULTS: list[tuple[str, type[errors.ProviderError]]] = [
    *[(f"{style}_{code}", errors.Rejected) for style in ("code", "http") for code in (400, 404, 422, 451, 501, 505)],
    *[(f"{style}_{code}", errors.AccountProblem) for style in ("code", "http") for code in (401, 402, 433)],
    *[(f"{style}_{code}", errors.Unavailable) for style in ("code", "http") for code in (455, 550)],
    *[(f"{style}_{code}", errors.Unclear) for style in ("code", "http") for code in (408, 500)],
    *[(name, errors.RateLimited) for name in ("code_429", "http_429", "http_429_retry_after")],
    ("insufficient_credits", errors.AccountProblem),
    ("bad_value", errors.Rejected),
    ("callback_wanted", errors.Rejected),
    ("html_403", errors.Rejected),
    *[(f"html_{status}", errors.Unclear) for status in (500, 502, 503)],
    *[(name, errors.Unclear) for name in ("cut_before", "cut_after", "cut_in_answer", "silent_after", "not_json")],
    *[
        (name, errors.Unclear)
        for name in ("html_502_after", "html_504_after", "code_500_after", "no_task_id", "null_data")
    ],
]


@pytest.mark.parametrize(("fault", "kind"), ORDER_FAULTS)
def test_a_spoilt_order_means_the_right_thing(
    kie: KieProvider, sandbox: Sandbox, fault: str, kind: type[errors.ProviderError]
) -> None:
    sandbox.fault(fault)
    before = len(sandbox.orders)
    with pytest.raises(errors.ProviderError) as caught:
        kie.submit(request_of(catalog.RUNWAY))
    assert type(caught.value) is kind
    assert sum(order["accepted"] for order in sandbox.orders[before:]) <= (1 if kind is errors.Unclear else 0)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        *[(f"ask_{style}_{code}", errors.AccountProblem) for style in ("code", "http") for code in (401, 402, 433)],
        *[(f"ask_{style}_{code}", errors.Unavailable) for style in ("code", "http") for code in (455, 500)],
        *[(name, errors.RateLimited) for name in ("ask_code_429", "ask_http_429_retry_after")],
        *[(f"ask_html_{status}", errors.Unavailable) for status in (403, 500, 502, 503)],
        *[(name, errors.Unavailable) for name in ("ask_cut_before", "ask_cut_in_answer", "ask_not_json")],
    ],
)
def test_a_spoilt_question_does_not_end_the_order(
    kie: KieProvider, fault: str, kind: type[errors.ProviderError]
) -> None:
    remote_id = kie.submit(request_of(catalog.NANO_BANANA_2, prompt=f"a boat [fault:{fault}]")).remote_id
    problems: list[errors.ProviderError] = []
    update = finished(kie, remote_id, catalog.NANO_BANANA_2, problems)
    assert {type(problem) for problem in problems} == {kind}
    assert update.phase == Phase.SUCCEEDED


@pytest.mark.parametrize("key", ["gpt4o-image", "nano-banana-2", "veo3_lite", "runway"])
@pytest.mark.parametrize(
    ("fault", "code"), [("fail_400", "moderation"), ("fail_500", "failed"), ("fail_451", "bad_input")]
)
def test_a_failed_order_says_why(kie: KieProvider, sandbox: Sandbox, key: str, fault: str, code: str) -> None:
    sandbox.fault(fault)
    update = finished(kie, kie.submit(request_of(BY_KEY[key])).remote_id, BY_KEY[key])
    assert update.error is not None
    assert update.error.code == code


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        *[(key, fault) for key in ("gpt4o-image", "veo3_lite", "runway") for fault in ("invisible", "odd_state")],
        *[("gpt4o-image", fault) for fault in ("snake_urls", "urls_as_text")],
        *[("veo3_lite", fault) for fault in ("urls_as_text", "urls_under_data")],
        *[("nano-banana-2", fault) for fault in ("result_as_object", "late_urls")],
    ],
)
def test_an_odd_course_still_ends_well(kie: KieProvider, sandbox: Sandbox, key: str, fault: str) -> None:
    sandbox.fault(fault, value=0.5)
    assert finished(kie, kie.submit(request_of(BY_KEY[key])).remote_id, BY_KEY[key]).outputs


def test_a_success_without_files_is_told_as_it_is(kie: KieProvider, sandbox: Sandbox) -> None:
    sandbox.fault("empty_urls")
    remote_id = kie.submit(request_of(catalog.NANO_BANANA_2)).remote_id
    ends = time.monotonic() + LONG
    while (update := kie.poll(remote_id, catalog.NANO_BANANA_2)).phase != Phase.SUCCEEDED and time.monotonic() < ends:
        time.sleep(0.05)
    assert (update.phase, update.outputs) == (Phase.SUCCEEDED, ())


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("upload_401", errors.AccountProblem),
        ("upload_500", errors.Unavailable),
        ("upload_false", errors.Unavailable),
        ("upload_cut", errors.Unavailable),
    ],
)
def test_a_spoilt_upload_orders_nothing(
    kie: KieProvider, sandbox: Sandbox, tmp_path: Path, fault: str, kind: type[errors.ProviderError]
) -> None:
    sandbox.fault(fault)
    with pytest.raises(errors.ProviderError) as caught:
        kie.prepare(request_of(catalog.RUNWAY, {"image": (picture(tmp_path, 4000),)}))
    assert type(caught.value) is kind


# -- files that go wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("result_404", Gone),
        ("result_403", Gone),
        ("result_500", errors.Unavailable),
        ("result_short", errors.Unavailable),
        ("result_cut", errors.Unavailable),
        ("result_moved_inside", errors.Rejected),
        ("result_moved", errors.Unavailable),
    ],
)
def test_a_spoilt_file_means_the_right_thing(
    kie: KieProvider, sandbox: Sandbox, fault: str, kind: type[errors.ProviderError]
) -> None:
    update = finished(kie, kie.submit(request_of(catalog.NANO_BANANA_2)).remote_id, catalog.NANO_BANANA_2)
    sandbox.fault(fault)
    with pytest.raises(errors.ProviderError) as caught:
        fetched(kie, update.outputs[0])
    assert type(caught.value) is kind
    assert fetched(kie, update.outputs[0]).startswith(b"\xff\xd8\xff")


def test_an_expired_link_is_renewed(kie: KieProvider) -> None:
    remote_id = kie.submit(request_of(catalog.NANO_BANANA_2, prompt="a boat [fault:result_expired]")).remote_id
    update = finished(kie, remote_id, catalog.NANO_BANANA_2)
    with pytest.raises(Gone):
        fetched(kie, update.outputs[0])
    fresh = kie.refresh(update.outputs[0], remote_id, catalog.NANO_BANANA_2)
    assert fetched(kie, fresh).startswith(b"\xff\xd8\xff")
