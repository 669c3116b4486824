"""Gemini Omni: orders, prices and refusals."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

FOX = "a fox crosses a frozen river"
P = {"prompt": FOX}
ID = "6f1f0c52-7a0c-4b53-9d0f-0d4f8d7a2b11"
FILM = {"video": [{"seconds": 12.0}]}

BODIES = [
    Body(
        "gemini-omni-video",
        P,
        {
            "model": "gemini-omni-video",
            "input": {"prompt": FOX, "aspect_ratio": "16:9", "duration": "4", "resolution": "720p"},
        },
    ),
    Body(
        "gemini-omni-video",
        {
            **P,
            "aspect_ratio": "9:16",
            "duration": 10,
            "resolution": "4k",
            "video_start": 1.5,
            "video_end": 9,
            "audio_ids": "voice-1, voice-2",
            "character_ids": "c1 c2,c3",
            "seed": 2147483647,
        },
        {
            "model": "gemini-omni-video",
            "input": {
                "prompt": FOX,
                "aspect_ratio": "9:16",
                "duration": "10",
                "resolution": "4k",
                "image_urls": [at("a"), at("b")],
                "video_list": [{"url": at("film", "mp4"), "start": 1.5, "ends": 9.0}],
                "audio_ids": ["voice-1", "voice-2"],
                "character_ids": ["c1", "c2", "c3"],
                "seed": 2147483647,
            },
        },
        {"reference_images": [at("a"), at("b")], "video": [at("film", "mp4")]},
    ),
    Body(
        "google-gemini-omni-flash-1-1",
        P,
        {
            "model": "google/gemini-omni-flash-1-1",
            "input": {"prompt": FOX, "aspect_ratio": "16:9", "duration": "4", "resolution": "720p"},
        },
    ),
    Body(
        "google-gemini-omni-flash-1-1",
        {**P, "resolution": "360p", "duration": 8, "seed": 3},
        {
            "model": "google/gemini-omni-flash-1-1",
            "input": {
                "prompt": FOX,
                "aspect_ratio": "16:9",
                "duration": "8",
                "resolution": "360p",
                "first_frame_url": at("a"),
                "last_frame_url": at("b"),
                "image_urls": [at("c")],
                "video_list": [{"url": at("film", "mp4"), "start": 0.0, "ends": 10.0}],
                "seed": 3,
            },
        },
        {"image": [at("a")], "last_frame": [at("b")], "reference_images": [at("c")], "video": [at("film", "mp4")]},
    ),
]

PRICES = [
    Price("gemini-omni-video", {**P, "duration": 4, "resolution": "720p"}, "90", "0.45"),
    Price("gemini-omni-video", {**P, "duration": 6, "resolution": "720p"}, "120", "0.60"),
    Price("gemini-omni-video", {**P, "duration": 8, "resolution": "720p"}, "150", "0.75"),
    Price("gemini-omni-video", {**P, "duration": 10, "resolution": "720p"}, "180", "0.90"),
    Price("gemini-omni-video", {**P, "duration": 4, "resolution": "1080p"}, "90", "0.45"),
    Price("gemini-omni-video", {**P, "duration": 10, "resolution": "1080p"}, "180", "0.90"),
    Price("gemini-omni-video", {**P, "duration": 4, "resolution": "4k"}, "210", "1.05"),
    Price("gemini-omni-video", {**P, "duration": 6, "resolution": "4k"}, "240", "1.20"),
    Price("gemini-omni-video", {**P, "duration": 8, "resolution": "4k"}, "270", "1.35"),
    Price("gemini-omni-video", {**P, "duration": 10, "resolution": "4k"}, "300", "1.50"),
    Price("gemini-omni-video", {**P, "resolution": "1080p"}, "240", "1.20", FILM),
    Price("gemini-omni-video", {**P, "resolution": "4k"}, "360", "1.80", FILM),
    Price("google-gemini-omni-flash-1-1", {**P, "duration": 4}, "63", "0.315"),
    Price("google-gemini-omni-flash-1-1", {**P, "duration": 6}, "84", "0.42"),
    Price("google-gemini-omni-flash-1-1", {**P, "duration": 8}, "105", "0.525"),
    Price("google-gemini-omni-flash-1-1", {**P, "duration": 10}, "126", "0.63"),
    Price("google-gemini-omni-flash-1-1", {**P, "resolution": "4k"}, None, None),
    Price("google-gemini-omni-flash-1-1", P, None, None, FILM),
]

REFUSED = [
    Refused("gemini-omni-video", {**P, "duration": 5}, "duration", "4, 6, 8, 10"),
    Refused("gemini-omni-video", {**P, "duration": "4"}, "duration", "a whole number"),
    Refused("gemini-omni-video", {**P, "resolution": "4K"}, "resolution", "720p, 1080p, 4k"),
    Refused("gemini-omni-video", {**P, "resolution": "360p"}, "resolution", "720p, 1080p, 4k"),
    Refused("gemini-omni-video", {**P, "seed": 2147483648}, "seed", "2147483647"),
    Refused("gemini-omni-video", {**P, "reference_images": [ID] * 8}, "reference_images", "up to 7 pictures"),
    Refused("gemini-omni-video", {**P, "reference_images": [ID] * 6, "video": ID}, "reference_images", "These take 8"),
    Refused(
        "gemini-omni-video",
        {**P, "reference_images": [ID] * 5, "character_ids": "a,b,c"},
        "reference_images",
        "These take 8",
    ),
    Refused("gemini-omni-video", {**P, "video": ID, "character_ids": "a,b,c,d"}, "character_ids", "up to 3 characters"),
    Refused("gemini-omni-video", {**P, "audio_ids": "a,b,c,d"}, "audio_ids", "up to 3 voices"),
    Refused("gemini-omni-video", {**P, "video": ID, "video_start": 2, "video_end": 13}, "video_end", "Up to 10 s"),
    Refused("gemini-omni-video", {**P, "video": ID, "video_start": 4, "video_end": 4}, "video_end", "Up to 10 s"),
    Refused("google-gemini-omni-flash-1-1", {**P, "resolution": "360P"}, "resolution", "720p, 360p, 1080p, 4k"),
]
