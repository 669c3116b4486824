"""What the sandbox charges, against the price list as a person reads it: by hand, in credits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gallery.video import ffmpeg_path
from generation.providers.kie.sandbox import Sandbox, price_of
from generation.providers.kie.sandbox.market import MARKET
from generation.providers.kie.sandbox.offers import Plan, Seen
from tests.generation.sandbox_client import Client
from tests.generation.sandbox_orders import FILM, PICTURE, SOUND, smallest

PRICES: list[tuple[str, dict[str, Any], float]] = [
    ("kling/v2-5-turbo-text-to-video-pro", {"duration": "10"}, 84),
    ("kling-2.6/text-to-video", {"duration": "5", "sound": False}, 55),
    ("kling-2.6/image-to-video", {"duration": "10", "sound": True}, 220),
    ("kling-2.6/motion-control", {"mode": "1080p"}, 5 * 18),
    ("kling-3.0/video", {"duration": "3", "mode": "std"}, 42),
    ("kling-3.0/video", {"duration": "10", "mode": "pro", "sound": True}, 270),
    ("kling-3.0/video", {"duration": "5", "mode": "4K"}, 335),
    ("kling-3.0/motion-control", {"mode": "pro"}, 5 * 27),
    ("kling/v3-turbo-text-to-video", {"duration": "15", "resolution": "1080p"}, 337.5),
    ("kling-3.0-omni/text-to-video", {"duration": 10, "resolution": "1080p", "audio": True}, 230),
    ("kling-3.0-omni/reference-to-video", {"video_urls": [FILM], "audio": False, "duration": 4}, 80),
    ("kling/v2-1-standard", {}, 25),
    ("kling/v2-1-pro", {"duration": "10"}, 100),
    ("kling/v2-1-master-text-to-video", {}, 160),
    ("kling/ai-avatar-pro", {}, 5 * 16),
    ("google/nano-banana-edit", {}, 4),
    ("nano-banana-pro", {"resolution": "2K"}, 18),
    ("nano-banana-pro", {"resolution": "4K"}, 24),
    ("nano-banana-2", {"resolution": "2K"}, 12),
    ("google/imagen4-ultra", {}, 12),
    ("gemini-omni-video", {"duration": "6"}, 120),
    ("gemini-omni-video", {"duration": "10", "resolution": "4k"}, 300),
    ("gemini-omni-video", {"video_list": [{"url": FILM, "start": 0, "ends": 5}]}, 240),
    ("google/gemini-omni-flash-1-1", {"duration": "8"}, 105),
    ("gpt-image/1.5-text-to-image", {"quality": "high"}, 22),
    ("gpt-image-2-text-to-image", {}, 6),
    ("gpt-image-2-text-to-image", {"aspect_ratio": "16:9", "resolution": "4K"}, 16),
    ("seedream/4.5-edit", {}, 6.5),
    ("seedream/5-lite-text-to-image", {"quality": "ultra"}, 5.5),
    ("seedream/5-pro-image-to-image", {"quality": "high", "image_urls": [PICTURE] * 3}, 15),
    ("flux-2/flex-image-to-image", {"resolution": "2K"}, 24),
    ("z-image", {}, 0.8),
    ("qwen/text-to-image", {}, 4),
    ("qwen/image-edit", {"num_images": "3"}, 18),
    ("qwen2/image-edit", {}, 5.6),
    ("qwen3/pro-text-to-image", {}, 4.8),
    ("ideogram/v3-remix", {"rendering_speed": "QUALITY", "num_images": "2"}, 20),
    ("ideogram/character", {"rendering_speed": "TURBO"}, 12),
    ("grok-imagine/text-to-image", {}, 4),
    ("grok-imagine/text-to-image", {"enable_pro": True}, 5),
    ("grok-imagine/text-to-video", {"duration": 10, "resolution": "720p"}, 30),
    ("grok-imagine/image-to-video", {"duration": "6"}, 9.6),
    ("recraft/crisp-upscale", {}, 0.5),
    ("recraft/remove-background", {}, 1),
    ("topaz/video-upscale", {"upscale_factor": "4"}, 5 * 14),
    ("bytedance/seedance-1.5-pro", {"duration": 4, "resolution": "1080p", "generate_audio": True}, 60),
    ("bytedance/seedance-2", {"duration": 5, "resolution": "720p"}, 205),
    ("bytedance/seedance-2", {"duration": 5, "resolution": "480p", "reference_video_urls": [FILM]}, 57),
    ("bytedance/seedance-2-fast", {"duration": 10, "resolution": "480p"}, 155),
    ("bytedance/seedance-2-mini", {"duration": 4, "resolution": "720p"}, 82),
    ("bytedance/seedance-2-5", {"duration": -1, "resolution": "1080p"}, 5 * 114),
    ("wan/2-2-a14b-text-to-video-turbo", {"resolution": "480p"}, 40),
    ("wan/2-2-animate-move", {"resolution": "580p"}, 47.5),
    ("wan/2-2-a14b-speech-to-video-turbo", {"resolution": "720p", "num_frames": 96, "frames_per_second": 16}, 144),
    ("wan/2-5-text-to-video", {"duration": "10", "resolution": "1080p"}, 200),
    ("wan/2-6-text-to-video", {}, 104.5),
    ("wan/2-6-image-to-video", {"duration": "15", "resolution": "720p"}, 210),
    ("wan/2-7-image", {}, 19.2),
    ("wan/2-7-image-pro", {"n": 1}, 12),
    ("wan/2-7-r2v", {"duration": 10}, 240),
    ("wan/2-7-videoedit", {"resolution": "720p"}, 5 * 16),
    ("wan/3-0-video", {"duration": 10, "resolution": "480P"}, 80),
    ("hailuo/02-text-to-video-pro", {}, 57),
    ("hailuo/02-image-to-video-standard", {"resolution": "512P", "duration": "6"}, 12),
    ("hailuo/2-3-image-to-video-pro", {"duration": "10"}, 90),
    ("minimax-h3/text-to-video", {"duration": 6}, 156),
    ("minimax-h3/reference-to-video", {"duration": 4, "reference_video_urls": [FILM], "resolution": "768P"}, 9 * 16),
    ("happyhorse/text-to-video", {"duration": 3, "resolution": "720p"}, 84),
    ("happyhorse/video-edit", {}, 5 * 48),
    ("happyhorse-1-1/text-to-video", {}, 145),
    ("infinitalk/from-audio", {"resolution": "720p"}, 60),
    ("omnihuman-1-5", {"audio_url": SOUND}, 5 * 27),
    ("volcengine/video-to-video-lip-sync", {}, 40),
    ("sora-2-text-to-video", {}, 30),
    ("sora-2-pro-text-to-video", {}, 150),
]


@pytest.mark.parametrize(("model", "given", "credits"), PRICES)
def test_an_order_costs_what_the_list_says(model: str, given: dict[str, Any], credits: float) -> None:
    assert price_of(model, {**smallest(model), **given}) == pytest.approx(credits)


@pytest.mark.parametrize(
    ("size", "factor", "credits"), [((1024, 1024), "2", 10), ((2048, 1024), "2", 20), ((2048, 2048), "4", 40)]
)
def test_topaz_counts_the_longest_side(size: tuple[int, int], factor: str, credits: float) -> None:
    given = {"image_url": PICTURE, "upscale_factor": factor}

    assert price_of("topaz/image-upscale", given, Seen(size=size)) == credits


@pytest.mark.parametrize(
    ("seconds", "edge", "credits"), [("6", 480, 10), (6, 720, 20), ("10", 480, 20), ("10", 720, 30)]
)
def test_grok_counts_what_it_adds(seconds: Any, edge: int, credits: float) -> None:
    seen = Seen(origin=Plan("video", "mp4", pixels=edge))

    assert price_of("grok-imagine/extend", {"extend_times": seconds}, seen) == credits


def test_seconds_of_a_clip_are_rounded_up() -> None:
    assert price_of("happyhorse/video-edit", {"resolution": "720p"}, Seen(films=(4.2,))) == 5 * 28


@pytest.mark.parametrize("model", ["pixverse-v6/text-to-video", "bytedance/seedream", "wan/2-6-flash-image-to-video"])
def test_a_price_that_no_page_names_is_none(model: str) -> None:
    assert price_of(model, smallest(model)) is None


@pytest.fixture(scope="module")
def kie() -> Iterator[Client]:
    with Sandbox(speed=400, ffmpeg=ffmpeg_path() or "", limits=False, credits=1_000_000) as sandbox:
        yield Client(sandbox)


@pytest.mark.parametrize("model", ["kling-2.6/text-to-video", "grok-imagine/text-to-image", "z-image"])
def test_the_record_the_book_and_the_balance_agree(kie: Client, model: str) -> None:
    before = kie.sandbox.credits

    task, _ = kie.made(model, **smallest(model))

    consumed = kie.record("market", task)["data"]["creditsConsumed"]
    assert consumed == price_of(model, smallest(model)) == kie.charged(task)
    assert kie.sandbox.credits == pytest.approx(before - consumed)


def test_an_unlisted_model_costs_a_round_sum(kie: Client) -> None:
    task, _ = kie.made("bytedance/seedream", prompt="a rose")

    assert kie.charged(task) == 20


def test_the_dearest_order_can_be_paid_by_a_purse_that_never_runs_out() -> None:
    dear = {"prompt": "a rose", "duration": 30, "resolution": "1080p"}
    with Sandbox(speed=400, ffmpeg=ffmpeg_path() or "", limits=False) as sandbox:
        answer = Client(sandbox).market("bytedance/seedance-2-5", **dear)

    assert (answer["code"], price_of("bytedance/seedance-2-5", dear)) == (200, 3420)


def test_every_model_has_a_price_or_none() -> None:
    prices = {model: price_of(model, smallest(model)) for model in MARKET if "extend" not in model}

    assert all(price is None or price >= 0 for price in prices.values())
    assert sum(price is not None for price in prices.values()) > 100
