"""Section 8.10: Wan 2.7, video and pictures, and Wan 3.0."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

P = "a paper boat on a lake"
OWN = "https://example.org/a.png"
FILM = "https://example.org/a.mp4"

BODIES = [
    Body(
        "wan-2-7-text-to-video",
        {"prompt": P},
        {
            "model": "wan/2-7-text-to-video",
            "input": {
                "prompt": P,
                "resolution": "1080p",
                "ratio": "16:9",
                "duration": 5,
                "prompt_extend": True,
                "watermark": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "wan-2-7-text-to-video",
        {
            "prompt": P,
            "negative_prompt": "blur",
            "resolution": "720p",
            "aspect_ratio": "3:4",
            "duration": 15,
            "prompt_extend": False,
            "add_watermark": True,
            "seed": 7,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-7-text-to-video",
            "input": {
                "prompt": P,
                "negative_prompt": "blur",
                "audio_url": at("a", "mp3"),
                "resolution": "720p",
                "ratio": "3:4",
                "duration": 15,
                "prompt_extend": False,
                "watermark": True,
                "seed": 7,
                "nsfw_checker": True,
            },
        },
        {"audio": [at("a", "mp3")]},
    ),
    Body(
        "wan-2-7-image-to-video",
        {"prompt": P},
        {
            "model": "wan/2-7-image-to-video",
            "input": {
                "prompt": P,
                "first_frame_url": at("a"),
                "resolution": "1080p",
                "duration": 5,
                "prompt_extend": True,
                "watermark": False,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-7-image-to-video",
        {
            "prompt": P,
            "negative_prompt": "blur",
            "resolution": "720p",
            "duration": 2,
            "prompt_extend": False,
            "add_watermark": True,
            "seed": 0,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-7-image-to-video",
            "input": {
                "prompt": P,
                "negative_prompt": "blur",
                "first_frame_url": at("a"),
                "last_frame_url": at("b"),
                "driving_audio_url": at("c", "mp3"),
                "resolution": "720p",
                "duration": 2,
                "prompt_extend": False,
                "watermark": True,
                "seed": 0,
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")], "last_frame": [at("b")], "audio": [at("c", "mp3")]},
    ),
    Body(
        "wan-2-7-image-to-video",
        {"prompt": P, "duration": 10},
        {
            "model": "wan/2-7-image-to-video",
            "input": {
                "prompt": P,
                "first_clip_url": at("a", "mp4"),
                "resolution": "1080p",
                "duration": 10,
                "prompt_extend": True,
                "watermark": False,
                "nsfw_checker": False,
            },
        },
        {"video": [at("a", "mp4")]},
    ),
    Body(
        "wan-2-7-r2v",
        {"prompt": P},
        {
            "model": "wan/2-7-r2v",
            "input": {
                "prompt": P,
                "reference_image": [at("a")],
                "resolution": "1080p",
                "aspect_ratio": "16:9",
                "duration": 5,
                "prompt_extend": True,
                "watermark": False,
                "nsfw_checker": False,
            },
        },
        {"reference_images": [at("a")]},
    ),
    Body(
        "wan-2-7-r2v",
        {
            "prompt": P,
            "negative_prompt": "blur",
            "resolution": "720p",
            "aspect_ratio": "4:3",
            "duration": 10,
            "prompt_extend": False,
            "add_watermark": True,
            "seed": 7,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-7-r2v",
            "input": {
                "prompt": P,
                "negative_prompt": "blur",
                "reference_image": [at("a"), at("b")],
                "reference_video": [at("c", "mp4")],
                "first_frame": at("d"),
                "reference_voice": at("e", "mp3"),
                "resolution": "720p",
                "aspect_ratio": "4:3",
                "duration": 10,
                "prompt_extend": False,
                "watermark": True,
                "seed": 7,
                "nsfw_checker": True,
            },
        },
        {
            "reference_images": [at("a"), at("b")],
            "reference_videos": [at("c", "mp4")],
            "image": [at("d")],
            "audio": [at("e", "mp3")],
        },
    ),
    Body(
        "wan-2-7-videoedit",
        {},
        {
            "model": "wan/2-7-videoedit",
            "input": {
                "video_url": at("a", "mp4"),
                "resolution": "1080p",
                "duration": 0,
                "audio_setting": "auto",
                "prompt_extend": True,
                "watermark": False,
                "nsfw_checker": False,
            },
        },
        {"video": [at("a", "mp4")]},
    ),
    Body(
        "wan-2-7-videoedit",
        {
            "prompt": P,
            "negative_prompt": "blur",
            "resolution": "720p",
            "aspect_ratio": "9:16",
            "duration": 10,
            "audio_setting": "origin",
            "prompt_extend": False,
            "add_watermark": True,
            "seed": 7,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-7-videoedit",
            "input": {
                "prompt": P,
                "negative_prompt": "blur",
                "video_url": at("a", "mp4"),
                "reference_image": at("b"),
                "resolution": "720p",
                "aspect_ratio": "9:16",
                "duration": 10,
                "audio_setting": "origin",
                "prompt_extend": False,
                "watermark": True,
                "seed": 7,
                "nsfw_checker": True,
            },
        },
        {"video": [at("a", "mp4")], "reference_images": [at("b")]},
    ),
    Body(
        "wan-2-7-image",
        {"prompt": P},
        {
            "model": "wan/2-7-image",
            "input": {
                "prompt": P,
                "aspect_ratio": "1:1",
                "enable_sequential": False,
                "n": 1,
                "resolution": "2K",
                "thinking_mode": False,
                "watermark": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "wan-2-7-image",
        {
            "prompt": P,
            "aspect_ratio": "8:1",
            "enable_sequential": True,
            "n_variants": 12,
            "resolution": "4K",
            "color_palette": [
                {"hex": "#C2D1E6", "ratio": 50},
                {"hex": "#102030", "ratio": 25.5},
                {"hex": "#ffffff", "ratio": 24.5},
            ],
            "add_watermark": True,
            "seed": 7,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-7-image",
            "input": {
                "prompt": P,
                "aspect_ratio": "8:1",
                "enable_sequential": True,
                "n": 12,
                "resolution": "4K",
                "thinking_mode": False,
                "color_palette": [
                    {"hex": "#C2D1E6", "ratio": "50.00%"},
                    {"hex": "#102030", "ratio": "25.50%"},
                    {"hex": "#ffffff", "ratio": "24.50%"},
                ],
                "watermark": True,
                "seed": 7,
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "wan-2-7-image",
        {
            "prompt": P,
            "aspect_ratio": "16:9",
            "bbox_list": [
                {"picture": 3, "x1": 0, "y1": 0, "x2": 100, "y2": 80},
                {"picture": 1, "x1": 10, "y1": 20, "x2": 30, "y2": 40},
                {"picture": 1, "x1": 50, "y1": 60, "x2": 70, "y2": 80},
            ],
        },
        {
            "model": "wan/2-7-image",
            "input": {
                "prompt": P,
                "input_urls": [at("a"), at("b"), at("c")],
                "enable_sequential": False,
                "n": 1,
                "resolution": "2K",
                "thinking_mode": False,
                "bbox_list": [[[10, 20, 30, 40], [50, 60, 70, 80]], [], [[0, 0, 100, 80]]],
                "watermark": False,
                "nsfw_checker": False,
            },
        },
        {"images": [at("a"), at("b"), at("c")]},
    ),
    Body(
        "wan-2-7-image-pro",
        {"prompt": P},
        {
            "model": "wan/2-7-image-pro",
            "input": {
                "prompt": P,
                "aspect_ratio": "1:1",
                "enable_sequential": False,
                "n": 1,
                "resolution": "2K",
                "thinking_mode": False,
                "watermark": False,
            },
        },
    ),
    Body(
        "wan-2-7-image-pro",
        {"prompt": P, "aspect_ratio": "21:9", "n_variants": 4, "resolution": "4K", "thinking_mode": True, "seed": 7},
        {
            "model": "wan/2-7-image-pro",
            "input": {
                "prompt": P,
                "aspect_ratio": "21:9",
                "enable_sequential": False,
                "n": 4,
                "resolution": "4K",
                "thinking_mode": True,
                "watermark": False,
                "seed": 7,
            },
        },
    ),
    Body(
        "wan-2-7-image-pro",
        {
            "prompt": P,
            "resolution": "1K",
            "color_palette": [
                {"hex": "#C2D1E6", "ratio": 50},
                {"hex": "#102030", "ratio": 25},
                {"hex": "#FFFFFF", "ratio": 25},
            ],
            "bbox_list": [{"picture": 1, "x1": 10, "y1": 20, "x2": 30, "y2": 40}],
            "add_watermark": True,
        },
        {
            "model": "wan/2-7-image-pro",
            "input": {
                "prompt": P,
                "input_urls": [at("a")],
                "enable_sequential": False,
                "n": 1,
                "resolution": "1K",
                "thinking_mode": False,
                "color_palette": [
                    {"hex": "#C2D1E6", "ratio": "50.00%"},
                    {"hex": "#102030", "ratio": "25.00%"},
                    {"hex": "#FFFFFF", "ratio": "25.00%"},
                ],
                "bbox_list": [[[10, 20, 30, 40]]],
                "watermark": True,
            },
        },
        {"images": [at("a")]},
    ),
    *[
        body
        for key, model in (("wan-3-0-video", "wan/3-0-video"), ("wan-3-0-video-prime", "wan/3-0-video-prime"))
        for body in (
            Body(
                key,
                {"prompt": P},
                {
                    "model": model,
                    "input": {
                        "prompt": P,
                        "resolution": "720P",
                        "aspect_ratio": "adaptive",
                        "duration": 5,
                        "audio": True,
                        "nsfw_checker": False,
                    },
                },
            ),
            Body(
                key,
                {
                    "prompt": P,
                    "resolution": "1080P",
                    "aspect_ratio": "4:3",
                    "duration": -1,
                    "sound": False,
                    "seed": 7,
                    "nsfw_checker": True,
                },
                {
                    "model": model,
                    "input": {
                        "prompt": P,
                        "reference_image_urls": [at("a"), at("b")],
                        "reference_video_urls": [at("c", "mp4")],
                        "reference_audio_urls": [at("d", "mp3")],
                        "resolution": "1080P",
                        "aspect_ratio": "4:3",
                        "duration": -1,
                        "audio": False,
                        "seed": 7,
                        "nsfw_checker": True,
                    },
                },
                {
                    "reference_images": [at("a"), at("b")],
                    "reference_videos": [at("c", "mp4")],
                    "reference_audios": [at("d", "mp3")],
                },
            ),
            Body(
                key,
                {"prompt": P, "resolution": "480P", "duration": 30},
                {
                    "model": model,
                    "input": {
                        "prompt": P,
                        "first_frame_url": at("a"),
                        "last_frame_url": at("b"),
                        "resolution": "480P",
                        "aspect_ratio": "adaptive",
                        "duration": 30,
                        "audio": True,
                        "nsfw_checker": False,
                    },
                },
                {"image": [at("a")], "last_frame": [at("b")]},
            ),
        )
    ],
]

PRICES = [
    *[
        price
        for model, files in (
            ("wan-2-7-text-to-video", {}),
            ("wan-2-7-image-to-video", {"image": [{}]}),
            ("wan-2-7-r2v", {"reference_images": [{}]}),
        )
        for price in (
            Price(model, {"prompt": P, "resolution": "720p", "duration": 10}, "160", "0.80", files),
            Price(model, {"prompt": P, "duration": 10}, "240", "1.20", files),
        )
    ],
    Price("wan-2-7-videoedit", {"resolution": "720p", "duration": 10}, "160", "0.80", {"video": [{"seconds": 10.0}]}),
    Price("wan-2-7-videoedit", {"duration": 4}, "96", "0.48", {"video": [{"seconds": 10.0}]}),
    # the whole video, whose last second has begun
    Price("wan-2-7-videoedit", {}, "192", "0.96", {"video": [{"seconds": 7.4}]}),
    Price("wan-2-7-videoedit", {}, None, None, {"video": [{}]}),
    Price("wan-2-7-image", {"prompt": P}, "4.8", "0.024"),
    Price("wan-2-7-image", {"prompt": P, "n_variants": 4}, "19.2", "0.096"),
    Price("wan-2-7-image-pro", {"prompt": P}, "12", "0.06"),
    Price("wan-2-7-image-pro", {"prompt": P, "enable_sequential": True, "n_variants": 12}, "144", "0.72"),
    Price("wan-3-0-video", {"prompt": P, "resolution": "480P", "duration": 10}, "80", "0.40"),
    Price("wan-3-0-video", {"prompt": P, "duration": 10}, "160", "0.80"),
    Price("wan-3-0-video", {"prompt": P, "resolution": "1080P", "duration": 10}, "320", "1.60"),
    Price("wan-3-0-video", {"prompt": P, "duration": -1}, None, None),
    Price("wan-3-0-video-prime", {"prompt": P, "resolution": "480P"}, None, None),
    Price("wan-3-0-video-prime", {"prompt": P}, None, None),
    Price("wan-3-0-video-prime", {"prompt": P, "resolution": "1080P"}, None, None),
]

THREE = [{"hex": "#C2D1E6", "ratio": 50}, {"hex": "#102030", "ratio": 25}, {"hex": "#FFFFFF", "ratio": 25}]
BOX = {"picture": 1, "x1": 10, "y1": 20, "x2": 30, "y2": 40}

REFUSED = [
    Refused("wan-2-7-text-to-video", {"prompt": P, "duration": 16}, "duration", "Choose one of"),
    Refused("wan-2-7-text-to-video", {"prompt": P, "duration": "5"}, "duration", "a whole number"),
    Refused("wan-2-7-text-to-video", {"prompt": P, "aspect_ratio": "21:9"}, "aspect_ratio", "Choose one of"),
    Refused("wan-2-7-image-to-video", {"prompt": P}, "image", "Add a first frame, or a clip"),
    Refused("wan-2-7-image-to-video", {"prompt": P, "last_frame": OWN}, "image", "Add a first frame, or a clip"),
    Refused("wan-2-7-r2v", {"prompt": P}, "reference_images", "at least one reference"),
    Refused("wan-2-7-r2v", {"prompt": P, "image": OWN}, "reference_images", "at least one reference"),
    Refused(
        "wan-2-7-r2v",
        {"prompt": P, "reference_images": [OWN] * 3, "reference_videos": [FILM] * 3},
        "reference_images",
        "up to five",
    ),
    Refused("wan-2-7-r2v", {"prompt": P, "reference_images": [OWN], "duration": 11}, "duration", "Choose one of"),
    Refused("wan-2-7-videoedit", {"prompt": P}, "video", "Add a video"),
    Refused("wan-2-7-videoedit", {"video": FILM, "duration": 1}, "duration", "Choose one of"),
    Refused("wan-2-7-videoedit", {"video": FILM, "audio_setting": "Auto"}, "audio_setting", "Choose one of"),
    *[
        case
        for model in ("wan-2-7-image", "wan-2-7-image-pro")
        for case in (
            Refused(model, {"prompt": P, "resolution": "2k"}, "resolution", "Choose one of"),
            Refused(model, {"prompt": P, "n_variants": 5}, "n_variants", "series"),
            Refused(model, {"prompt": P, "n_variants": 13, "enable_sequential": True}, "n_variants", "Choose one of"),
            Refused(model, {"prompt": P, "thinking_mode": True, "images": [OWN]}, "thinking_mode", "words alone"),
            Refused(
                model, {"prompt": P, "thinking_mode": True, "enable_sequential": True}, "thinking_mode", "words alone"
            ),
            Refused(model, {"prompt": P, "images": [OWN] * 10}, "images", "up to 9"),
            Refused(model, {"prompt": P, "color_palette": THREE[:2]}, "color_palette", "at least 3"),
            Refused(model, {"prompt": P, "color_palette": THREE * 4}, "color_palette", "up to 10"),
            Refused(
                model,
                {"prompt": P, "color_palette": [*THREE[:2], {"hex": "blue", "ratio": 5}]},
                "color_palette",
                "six digits",
            ),
            Refused(model, {"prompt": P, "bbox_list": [BOX]}, "bbox_list", "There is no picture 1"),
            Refused(model, {"prompt": P, "images": [OWN], "bbox_list": [BOX] * 3}, "bbox_list", "up to two regions"),
            Refused(
                model,
                {"prompt": P, "images": [OWN], "bbox_list": [{**BOX, "x2": 10}]},
                "bbox_list",
                "right of the left",
            ),
            Refused(
                model, {"prompt": P, "images": [OWN], "bbox_list": [{**BOX, "y2": 5}]}, "bbox_list", "below the top"
            ),
        )
    ],
    Refused("wan-2-7-image-pro", {"prompt": P, "images": [OWN], "resolution": "4K"}, "resolution", "Choose 2K"),
    Refused(
        "wan-2-7-image-pro", {"prompt": P, "enable_sequential": True, "resolution": "4K"}, "resolution", "Choose 2K"
    ),
    Refused("wan-2-7-image-pro", {"prompt": P, "nsfw_checker": True}, "nsfw_checker", "has no"),
    Refused("wan-3-0-video", {"prompt": P, "resolution": "720p"}, "resolution", "Choose one of"),
    Refused("wan-3-0-video", {"prompt": P, "image": OWN, "reference_images": [OWN]}, "reference_images", "Use either"),
    Refused("wan-3-0-video", {"prompt": P, "last_frame": OWN}, "last_frame", "needs a first frame"),
    Refused("wan-3-0-video-prime", {"prompt": P, "duration": 31}, "duration", "Choose one of"),
]
