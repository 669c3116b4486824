"""Every live model of Kie.ai, ordered in the sandbox: real input files go up, files come back, the price is right."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gallery.video import ffmpeg_path
from generation.fields import MadeBy, MediaInput, Rows
from generation.providers.base import InputFile, ModelSpec, Phase, Request, Status, Update
from generation.providers.kie import KieProvider, catalog
from generation.providers.kie.sandbox import Sandbox
from tests.gallery import samples
from tests.generation.kie_models import Body, Made, collected

SPECS = {spec.key: spec for spec in catalog.SPECS}
LIVE = [spec for spec in catalog.SPECS if spec.status == Status.LIVE]
LEAST: dict[str, Body] = {}
for found in collected("BODIES"):
    LEAST.setdefault(found.model, found)
SOME_ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
LONG = 240.0  # seconds that one order may take


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> dict[str, InputFile]:
    """A picture, a film and a sound that every model can read."""
    folder = tmp_path_factory.mktemp("inputs")
    made = {}
    for medium, name, mime, data, facts in (
        ("image", "boat.png", "image/png", samples.picture(size=(1024, 768)), {"width": 1024, "height": 768}),
        ("video", "boat.mp4", "video/mp4", samples.film(seconds=5), {"width": 960, "height": 720, "seconds": 5.0}),
        ("audio", "boat.mp3", "audio/mpeg", samples.sound("mp3", seconds=5), {"seconds": 5.0}),
    ):
        path = Path(folder / name)
        path.write_bytes(data)
        made[medium] = InputFile(path=path, name=name, mime=mime, size=len(data), **facts)
    return made


@pytest.fixture(scope="module")
def kie() -> Iterator[KieProvider]:
    with Sandbox(speed=200, ffmpeg=ffmpeg_path() or "", limits=False, credits=1_000_000) as sandbox:
        yield KieProvider({"api_key": sandbox.key, "base_url": sandbox.url, "upload_url": sandbox.url})


@pytest.fixture(scope="module")
def made(kie, files) -> dict[str, Update]:
    """Finished orders by model, for those that continue one."""
    return {}


def request_of(kie: KieProvider, spec: ModelSpec, files: dict[str, InputFile], made: dict[str, Update]) -> Request:
    case = LEAST[spec.key]
    inputs = {
        path: tuple(_file(kie, spec.params.media_field(path), given, files, made) for given in found)
        for path, found in case.files.items()
    }
    top = {path: [SOME_ID] * len(found) for path, found in case.files.items() if "-" not in path}
    form = spec.params.from_json({**case.asked, **top})
    assert form.is_valid(), form.problems()
    for path, found in inputs.items():
        assert not [problem for file in found if (problem := spec.params.media_field(path).file_problem(file))]
    form.check_inputs(inputs)
    params = {name: value for name, value in form.params().items() if name not in form.references()}
    return kie.prepare(Request(spec, params, inputs, job_id=f"job-{spec.key}"))


def _file(
    kie: KieProvider, field: MediaInput, given: str | Made, files: dict[str, InputFile], made: dict[str, Update]
) -> InputFile:
    if not isinstance(field, MadeBy):
        return files[field.medium]
    earlier = SPECS[field.models[0]]
    if earlier.key not in made:
        made[earlier.key] = ordered(kie, request_of(kie, earlier, files, made))
    size = {"width": 848, "height": 480, "seconds": 6.0} if field.medium == "video" else {"width": 1024, "height": 1024}
    return InputFile(remote_id=made[earlier.key].remote_id, position=0, **size)


def ordered(kie: KieProvider, request: Request) -> Update:
    """Place the order and ask until there is a verdict."""
    update = kie.submit(request)
    remote_id, ends = update.remote_id, time.monotonic() + LONG
    while update.phase != Phase.FAILED and not update.outputs:
        assert time.monotonic() < ends, update
        time.sleep(0.02)
        update = kie.poll(remote_id, request.spec)
    return update


@pytest.mark.parametrize("spec", LIVE, ids=lambda spec: spec.key)
def test_an_order_goes_through_and_costs_what_was_estimated(spec, kie, files, made):
    request = request_of(kie, spec, files, made)
    before = kie.balance()

    update = ordered(kie, request)

    assert update.error is None
    assert len(update.outputs) >= spec.output_count(request.params)
    estimate = spec.price(request.params, None, request.inputs)
    if estimate is not None:
        assert float(before - kie.balance()) == pytest.approx(float(estimate.credits))


def test_every_kind_of_input_is_among_them():
    kinds: set[Any] = {type(field) for spec in LIVE for field in spec.params.base_fields.values()}
    assert {MadeBy, Rows} <= kinds
