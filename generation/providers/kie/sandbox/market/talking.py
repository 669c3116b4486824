"""Talking heads and lip sync: docs.kie.ai/market/infinitalk, /omnihuman-1-5 and /volcengine, 19 August 2026."""

from __future__ import annotations

from ..offers import Offer, Plan, Seen, Values
from ..plans import Films
from ..relations import wrong
from ..tariffs import by, flat, per_second, unlisted
from . import words as w

_SPEAKS = ("audio-to-video",)
_SPEAKING = Films(sound=True)
_FACE = {"image_url": w.must(w.image(w.PNG_JPEG, 5))}


def _masks(values: Values, seen: Seen) -> Plan:
    """One mask a person; the sandbox sees two."""
    return Plan("data", "png", count=0, exact=seen.size, extras=("mask-0.png", "mask-1.png"))


def _is_human(values: Values, seen: Seen) -> Plan:
    return Plan("data", "png", count=0, told={"resultObject": {"status": 1}})


MODELS: dict[str, Offer] = {
    "infinitalk/from-audio": Offer(
        {
            "image_url": w.must(w.image()),
            "audio_url": w.must(w.audio(10)),
            "prompt": w.prompt(5000),
            "resolution": w.choice("480p", "720p", default="480p"),
            "seed": w.number(10_000, 1_000_000),
        },
        per_second(by("resolution", {"480p": 3, "720p": 12})),
        _SPEAKING,
        does=_SPEAKS,
    ),
    "omnihuman-1-5": Offer(
        {
            "image_url": w.must(w.image()),
            "mask_url": w.images(5),
            "audio_url": w.must(w.audio(10, seconds=(0, 60))),
            "prompt": w.text(300),
            "output_resolution": w.choice("720", "1080", default="1080"),
            "pe_fast_mode": w.switch(False),
            "seed": w.whole(-1, default=-1),
        },
        per_second(flat(27)),
        _SPEAKING,
        does=_SPEAKS,
    ),
    "omnihuman-1-5/subject-detection": Offer(_FACE, unlisted, _masks, does=w.PICTURE_PICTURE),
    "omnihuman-1-5/human-identification": Offer(_FACE, unlisted, _is_human, does=w.PICTURE_PICTURE),
    "volcengine/video-to-video-lip-sync": Offer(
        fields={
            "mode": w.must(w.choice("lite", "basic")),
            "video_url": w.must(w.video(500)),
            "audio_url": w.must(w.audio(10)),
            "separate_vocal": w.switch(False),
            "open_scenedet": w.switch(False),
            "align_audio": w.switch(True),
            "align_audio_reverse": w.switch(False),
            "templ_start_seconds": w.number(0, 1e6, default=0),
        },
        price=per_second(flat(8)),
        plan=Films(sized_by=(), sound=True),
        relations=(
            wrong("open_scenedet is for mode basic only", lambda v: v["open_scenedet"] and v["mode"] != "basic"),
            wrong(
                "align_audio_reverse and templ_start_seconds are for mode lite only",
                lambda v: (v["align_audio_reverse"] or v["templ_start_seconds"]) and v["mode"] != "lite",
            ),
        ),
        does=w.VIDEO_VIDEO,
    ),
}
