"""Section 8.13: talking heads and lip sync."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

P = "she smiles"
OWN = "https://example.org/a.png"
FILM = "https://example.org/a.mp4"
SOUND = "https://example.org/a.mp3"
FACE = {"image": [at("a")], "audio": [at("b", "mp3")]}
FILMED = {"video": [at("a", "mp4")], "audio": [at("b", "mp3")]}

BODIES = [
    Body(
        "infinitalk-from-audio",
        {"prompt": P},
        {
            "model": "infinitalk/from-audio",
            "input": {"prompt": P, "image_url": at("a"), "audio_url": at("b", "mp3"), "resolution": "480p"},
        },
        FACE,
    ),
    Body(
        "infinitalk-from-audio",
        {"prompt": P, "resolution": "720p", "seed": 10000},
        {
            "model": "infinitalk/from-audio",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "audio_url": at("b", "mp3"),
                "resolution": "720p",
                "seed": 10000,
            },
        },
        FACE,
    ),
    Body(
        "omnihuman-1-5",
        {},
        {
            "model": "omnihuman-1-5",
            "input": {
                "image_url": at("a"),
                "audio_url": at("b", "mp3"),
                "output_resolution": "1080",
                "pe_fast_mode": False,
            },
        },
        FACE,
    ),
    Body(
        "omnihuman-1-5",
        {"prompt": P, "resolution": "720p", "pe_fast_mode": True, "seed": 7},
        {
            "model": "omnihuman-1-5",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "audio_url": at("b", "mp3"),
                "mask_url": [at("c"), at("d")],
                "output_resolution": "720",
                "pe_fast_mode": True,
                "seed": 7,
            },
        },
        {**FACE, "mask": [at("c"), at("d")]},
    ),
    Body(
        "omnihuman-1-5-subject-detection",
        {},
        {"model": "omnihuman-1-5/subject-detection", "input": {"image_url": at("a")}},
        {"image": [at("a")]},
    ),
    Body(
        "volcengine-video-to-video-lip-sync",
        {},
        {
            "model": "volcengine/video-to-video-lip-sync",
            "input": {
                "mode": "lite",
                "video_url": at("a", "mp4"),
                "audio_url": at("b", "mp3"),
                "separate_vocal": False,
                "align_audio": True,
                "align_audio_reverse": False,
                "templ_start_seconds": 0.0,
            },
        },
        FILMED,
    ),
    Body(
        "volcengine-video-to-video-lip-sync",
        {"separate_vocal": True, "align_audio": False, "align_audio_reverse": True, "templ_start_seconds": 1.5},
        {
            "model": "volcengine/video-to-video-lip-sync",
            "input": {
                "mode": "lite",
                "video_url": at("a", "mp4"),
                "audio_url": at("b", "mp3"),
                "separate_vocal": True,
                "align_audio": False,
                "align_audio_reverse": True,
                "templ_start_seconds": 1.5,
            },
        },
        FILMED,
    ),
    Body(
        "volcengine-video-to-video-lip-sync",
        {"mode": "basic", "open_scenedet": True},
        {
            "model": "volcengine/video-to-video-lip-sync",
            "input": {
                "mode": "basic",
                "video_url": at("a", "mp4"),
                "audio_url": at("b", "mp3"),
                "separate_vocal": False,
                "open_scenedet": True,
            },
        },
        FILMED,
    ),
]

#: seconds begun are paid: ten for nine and a bit
SPOKEN = {"image": [{}], "audio": [{"seconds": 9.2}]}

PRICES = [
    Price("infinitalk-from-audio", {"prompt": P}, "30", "0.15", SPOKEN),
    Price("infinitalk-from-audio", {"prompt": P, "resolution": "720p"}, "120", "0.60", SPOKEN),
    Price("infinitalk-from-audio", {"prompt": P}, None, None, {"image": [{}], "audio": [{}]}),
    Price("omnihuman-1-5", {}, "270", "1.35", SPOKEN),
    Price(
        "volcengine-video-to-video-lip-sync",
        {},
        "80",
        "0.40",
        {"video": [{"seconds": 30.0}], "audio": [{"seconds": 9.2}]},
    ),
    Price("omnihuman-1-5-subject-detection", {}, None, None, {"image": [{}]}),
]

REFUSED = [
    Refused("infinitalk-from-audio", {"image": OWN, "audio": SOUND}, "prompt", "Write a prompt"),
    Refused("infinitalk-from-audio", {"prompt": P, "audio": SOUND}, "image", "Add a picture"),
    Refused("infinitalk-from-audio", {"prompt": P, "image": OWN}, "audio", "Add a sound file"),
    Refused("infinitalk-from-audio", {"prompt": P, "image": OWN, "audio": SOUND, "seed": 9999}, "seed", "10000"),
    Refused(
        "infinitalk-from-audio",
        {"prompt": P, "image": OWN, "audio": SOUND, "resolution": "480P"},
        "resolution",
        "Choose one of",
    ),
    Refused("omnihuman-1-5", {"audio": SOUND}, "image", "Add a picture"),
    Refused("omnihuman-1-5", {"image": OWN}, "audio", "Add a sound file"),
    Refused("omnihuman-1-5", {"image": OWN, "audio": SOUND, "prompt": "a" * 301}, "prompt", "up to 300"),
    Refused("omnihuman-1-5", {"image": OWN, "audio": SOUND, "mask": [OWN] * 6}, "mask", "up to 5"),
    Refused("omnihuman-1-5-subject-detection", {}, "image", "Add a picture"),
    Refused("volcengine-video-to-video-lip-sync", {"audio": SOUND}, "video", "Add a video"),
    Refused("volcengine-video-to-video-lip-sync", {"video": FILM}, "audio", "Add a sound file"),
    Refused("volcengine-video-to-video-lip-sync", {"video": FILM, "audio": SOUND, "mode": "Lite"}, "mode", "Choose"),
    Refused(
        "volcengine-video-to-video-lip-sync",
        {"video": FILM, "audio": SOUND, "open_scenedet": True},
        "open_scenedet",
        "Only Basic",
    ),
    Refused(
        "volcengine-video-to-video-lip-sync",
        {"video": FILM, "audio": SOUND, "mode": "basic", "align_audio_reverse": True},
        "align_audio_reverse",
        "Only Lite",
    ),
    Refused(
        "volcengine-video-to-video-lip-sync",
        {"video": FILM, "audio": SOUND, "mode": "basic", "templ_start_seconds": 2},
        "templ_start_seconds",
        "Only Lite",
    ),
]
