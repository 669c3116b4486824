"""HappyHorse and PixVerse: docs.kie.ai/market/happyhorse, /happyhorse-1-1 and /pixverse, 19 August 2026."""

from __future__ import annotations

from ..offers import Offer, Reference
from ..plans import Films, continued
from ..relations import any_of, either, wrong
from ..rules import Rule
from ..tariffs import by, per_second, unlisted
from . import words as w

# HappyHorse: 1.0 counts seconds in whole numbers, 1.1 in numbers

_SIZES = w.choice("720p", "1080p", default="1080p")
_RATIOS = ("16:9", "9:16", "1:1", "4:3", "3:4")
_MORE_RATIOS = (*_RATIOS, "4:5", "5:4", "9:21", "21:9")
_ONE: dict[str, Rule] = {
    "prompt": w.prompt(5000),
    "resolution": _SIZES,
    "duration": w.whole(3, 15, default=5),
    "seed": w.whole(0, default=0),
}
_ONE_PRICE = per_second(by("resolution", {"720p": 28, "1080p": 48}))
_NEXT: dict[str, Rule] = {"prompt": w.prompt(5000), "resolution": _SIZES, "duration": w.number(3, 15, default=5)}
_NEXT_PRICE = per_second(by("resolution", {"720p": 22.5, "1080p": 29}))
_FILM = Films(sound=True)

_HORSES = {
    "happyhorse/text-to-video": Offer(
        {**_ONE, "aspect_ratio": w.choice(*_RATIOS, default="16:9")}, _ONE_PRICE, _FILM, does=w.TEXT_VIDEO
    ),
    "happyhorse/image-to-video": Offer(
        {**_ONE, "prompt": w.text(5000), "image_urls": w.must(w.images(1, (), sides=(300, w.ENDLESS)))},
        _ONE_PRICE,
        _FILM,
        does=w.PICTURE_VIDEO,
    ),
    "happyhorse/reference-to-video": Offer(
        {
            **_ONE,
            "reference_image": w.must(w.images(9, (), 0)),
            "aspect_ratio": w.choice(*_RATIOS, default="16:9"),
        },
        _ONE_PRICE,
        _FILM,
        does=w.REFERENCE_VIDEO,
    ),
    "happyhorse/video-edit": Offer(
        {
            "prompt": w.prompt(5000),
            "video_url": w.must(w.video(100, seconds=(3, 60))),
            "reference_image": w.images(5, (), 0),
            "resolution": _SIZES,
            "audio_setting": w.choice("auto", "origin", default="auto"),
            "seed": w.whole(0, default=0),
        },
        _ONE_PRICE,
        _FILM,
        does=w.VIDEO_VIDEO,
    ),
    "happyhorse-1-1/text-to-video": Offer(
        {**_NEXT, "prompt": w.prompt(4999), "aspect_ratio": w.choice(*_MORE_RATIOS, default="16:9")},
        _NEXT_PRICE,
        _FILM,
        does=w.TEXT_VIDEO,
    ),
    "happyhorse-1-1/image-to-video": Offer(
        {**_NEXT, "prompt": w.text(5000), "image_urls": w.must(w.images(1, (), 0))},
        _NEXT_PRICE,
        _FILM,
        does=w.PICTURE_VIDEO,
    ),
    "happyhorse-1-1/reference-to-video": Offer(
        {
            **_NEXT,
            "reference_image": w.must(w.images(9, (), 20)),
            "aspect_ratio": w.choice(*_MORE_RATIOS, default="16:9"),
        },
        _NEXT_PRICE,
        _FILM,
        does=w.REFERENCE_VIDEO,
    ),
}

# PixVerse: no price list names it

_PIXVERSE: dict[str, Rule] = {
    "prompt": w.prompt(5000, 3),
    "quality": w.must(w.choice("360p", "540p", "720p", "1080p", default="720p")),
    "duration": w.must(w.whole(1, 15, default=5)),
    "generate_audio_switch": w.switch(False),
    "seed": w.SEED,
}
_CLIPS: dict[str, Rule] = {"generate_multi_clip_switch": w.switch(False)}
_PIXVERSE_RATIO: dict[str, Rule] = {
    "aspect_ratio": w.must(w.choice("16:9", "4:3", "1:1", "3:4", "9:16", "2:3", "3:2", "21:9", default="16:9"))
}
_ANY_PICTURE = w.image((), 20)
_NAMED_PICTURES = w.objects(
    7,
    1,
    image_url=w.must(_ANY_PICTURE),
    type=w.choice("subject", "background", default="subject"),
    ref_name=w.text(30, 1),
)


def _repeated_names(values: dict[str, object]) -> bool:
    given = values["image_references"]
    names = [item["ref_name"] for item in given if item.get("ref_name")] if isinstance(given, list) else []
    return len(names) != len(set(names))


_FILMS_V6 = (
    *("pixverse-v6/text-to-video", "pixverse-v6/image-to-video", "pixverse-v6/transition"),
    *("pixverse-v6/reference-to-video", "pixverse-v6/extend"),
)

_PIXVERSES = {
    "pixverse-v6/text-to-video": Offer(
        {**_PIXVERSE, **_PIXVERSE_RATIO, **_CLIPS}, unlisted, Films(), does=w.TEXT_VIDEO
    ),
    "pixverse-v6/image-to-video": Offer(
        fields={
            **_PIXVERSE,
            **_CLIPS,
            "image_urls": w.must(w.files(_ANY_PICTURE, 2)),
            "duration": w.whole(1, 15),  # left out with a template
            "template_id": w.text(),
        },
        price=unlisted,
        plan=Films(),
        relations=(
            any_of("duration", "template_id"),
            either(("duration",), ("template_id",)),
            wrong("template_id must be a number", lambda v: v["template_id"] and not v["template_id"].isdigit()),
        ),
        does=w.PICTURE_VIDEO,
    ),
    "pixverse-v6/transition": Offer(
        {**_PIXVERSE, "first_frame_image_url": w.must(_ANY_PICTURE), "last_frame_image_url": w.must(_ANY_PICTURE)},
        unlisted,
        Films(),
        does=w.PICTURE_VIDEO,
    ),
    "pixverse-v6/reference-to-video": Offer(
        {**_PIXVERSE, **_PIXVERSE_RATIO, "image_references": w.must(_NAMED_PICTURES)},
        unlisted,
        Films(),
        relations=(wrong("the ref_name of image_references must be unique", _repeated_names),),
        does=w.REFERENCE_VIDEO,
    ),
    "pixverse-v6/extend": Offer(
        {**_PIXVERSE, "taskId": w.text(), "video_url": w.video()},
        unlisted,
        continued(lambda values: int(values["duration"])),
        relations=(any_of("taskId", "video_url"), either(("taskId",), ("video_url",))),
        reference=Reference("taskId", _FILMS_V6),
        does=w.VIDEO_VIDEO,
    ),
}

MODELS: dict[str, Offer] = {**_HORSES, **_PIXVERSES}
