"""Section 8.10: Wan 2.2, 2.5 and 2.6."""

from __future__ import annotations

from tests.generation.kie_models import Body, Price, Refused, at

P = "a paper boat on a lake"
OWN = "https://example.org/a.png"
FILM = "https://example.org/a.mp4"
SOUND = "https://example.org/a.mp3"

ANIMATE = [
    body
    for key, model in (
        ("wan-2-2-animate-move", "wan/2-2-animate-move"),
        ("wan-2-2-animate-replace", "wan/2-2-animate-replace"),
    )
    for body in (
        Body(
            key,
            {},
            {
                "model": model,
                "input": {
                    "video_url": at("b", "mp4"),
                    "image_url": at("a"),
                    "resolution": "480p",
                    "nsfw_checker": False,
                },
            },
            {"image": [at("a")], "video": [at("b", "mp4")]},
        ),
        Body(
            key,
            {"resolution": "580p", "nsfw_checker": True},
            {
                "model": model,
                "input": {
                    "video_url": at("b", "mp4"),
                    "image_url": at("a"),
                    "resolution": "580p",
                    "nsfw_checker": True,
                },
            },
            {"image": [at("a")], "video": [at("b", "mp4")]},
        ),
    )
]

BODIES = [
    *ANIMATE,
    Body(
        "wan-2-2-a14b-text-to-video-turbo",
        {"prompt": P},
        {
            "model": "wan/2-2-a14b-text-to-video-turbo",
            "input": {
                "prompt": P,
                "resolution": "720p",
                "aspect_ratio": "16:9",
                "enable_prompt_expansion": False,
                "acceleration": "none",
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "wan-2-2-a14b-text-to-video-turbo",
        {
            "prompt": P,
            "resolution": "480p",
            "aspect_ratio": "9:16",
            "enable_prompt_expansion": True,
            "seed": 7,
            "acceleration": "regular",
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-2-a14b-text-to-video-turbo",
            "input": {
                "prompt": P,
                "resolution": "480p",
                "aspect_ratio": "9:16",
                "enable_prompt_expansion": True,
                "seed": 7,
                "acceleration": "regular",
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "wan-2-2-a14b-image-to-video-turbo",
        {"prompt": P},
        {
            "model": "wan/2-2-a14b-image-to-video-turbo",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "resolution": "720p",
                "enable_prompt_expansion": False,
                "acceleration": "none",
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-2-a14b-image-to-video-turbo",
        {
            "prompt": P,
            "resolution": "480p",
            "enable_prompt_expansion": True,
            "seed": 0,
            "acceleration": "regular",
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-2-a14b-image-to-video-turbo",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "resolution": "480p",
                "enable_prompt_expansion": True,
                "seed": 0,
                "acceleration": "regular",
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-2-a14b-speech-to-video-turbo",
        {"prompt": P},
        {
            "model": "wan/2-2-a14b-speech-to-video-turbo",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "audio_url": at("b", "mp3"),
                "num_frames": 80,
                "frames_per_second": 16,
                "resolution": "480p",
                "num_inference_steps": 27,
                "guidance_scale": 3.5,
                "shift": 5.0,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")], "audio": [at("b", "mp3")]},
    ),
    Body(
        "wan-2-2-a14b-speech-to-video-turbo",
        {
            "prompt": P,
            "num_frames": 120,
            "frames_per_second": 24,
            "resolution": "720p",
            "negative_prompt": "blur",
            "seed": 7,
            "num_inference_steps": 40,
            "guidance_scale": 7.5,
            "shift": 2.5,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-2-a14b-speech-to-video-turbo",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "audio_url": at("b", "mp3"),
                "num_frames": 120,
                "frames_per_second": 24,
                "resolution": "720p",
                "negative_prompt": "blur",
                "seed": 7,
                "num_inference_steps": 40,
                "guidance_scale": 7.5,
                "shift": 2.5,
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")], "audio": [at("b", "mp3")]},
    ),
    Body(
        "wan-2-5-text-to-video",
        {"prompt": P},
        {
            "model": "wan/2-5-text-to-video",
            "input": {
                "prompt": P,
                "duration": "5",
                "aspect_ratio": "16:9",
                "resolution": "720p",
                "enable_prompt_expansion": False,
                "nsfw_checker": False,
            },
        },
    ),
    Body(
        "wan-2-5-text-to-video",
        {
            "prompt": P,
            "duration": 10,
            "aspect_ratio": "1:1",
            "resolution": "1080p",
            "negative_prompt": "blur",
            "enable_prompt_expansion": True,
            "seed": 7,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-5-text-to-video",
            "input": {
                "prompt": P,
                "duration": "10",
                "aspect_ratio": "1:1",
                "resolution": "1080p",
                "negative_prompt": "blur",
                "enable_prompt_expansion": True,
                "seed": 7,
                "nsfw_checker": True,
            },
        },
    ),
    Body(
        "wan-2-5-image-to-video",
        {"prompt": P},
        {
            "model": "wan/2-5-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "duration": "5",
                "resolution": "720p",
                "enable_prompt_expansion": False,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-5-image-to-video",
        {
            "prompt": P,
            "duration": 10,
            "resolution": "1080p",
            "negative_prompt": "blur",
            "enable_prompt_expansion": True,
            "seed": 7,
            "nsfw_checker": True,
        },
        {
            "model": "wan/2-5-image-to-video",
            "input": {
                "prompt": P,
                "image_url": at("a"),
                "duration": "10",
                "resolution": "1080p",
                "negative_prompt": "blur",
                "enable_prompt_expansion": True,
                "seed": 7,
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-6-text-to-video",
        {"prompt": P},
        {
            "model": "wan/2-6-text-to-video",
            "input": {"prompt": P, "duration": "5", "resolution": "1080p", "multi_shots": False},
        },
    ),
    Body(
        "wan-2-6-text-to-video",
        {"prompt": P, "duration": 15, "resolution": "720p", "multi_shots": True},
        {
            "model": "wan/2-6-text-to-video",
            "input": {"prompt": P, "duration": "15", "resolution": "720p", "multi_shots": True},
        },
    ),
    Body(
        "wan-2-6-image-to-video",
        {"prompt": P},
        {
            "model": "wan/2-6-image-to-video",
            "input": {
                "prompt": P,
                "image_urls": [at("a")],
                "duration": "5",
                "resolution": "1080p",
                "multi_shots": False,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-6-image-to-video",
        {"prompt": P, "duration": 15, "resolution": "720p", "multi_shots": True, "nsfw_checker": True},
        {
            "model": "wan/2-6-image-to-video",
            "input": {
                "prompt": P,
                "image_urls": [at("a")],
                "duration": "15",
                "resolution": "720p",
                "multi_shots": True,
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-6-video-to-video",
        {"prompt": P},
        {
            "model": "wan/2-6-video-to-video",
            "input": {
                "prompt": P,
                "video_urls": [at("a", "mp4")],
                "duration": "5",
                "resolution": "1080p",
                "multi_shots": False,
                "nsfw_checker": False,
            },
        },
        {"videos": [at("a", "mp4")]},
    ),
    Body(
        "wan-2-6-video-to-video",
        {"prompt": P, "duration": 10, "resolution": "720p", "multi_shots": True, "nsfw_checker": True},
        {
            "model": "wan/2-6-video-to-video",
            "input": {
                "prompt": P,
                "video_urls": [at("a", "mp4"), at("b", "mp4"), at("c", "mp4")],
                "duration": "10",
                "resolution": "720p",
                "multi_shots": True,
                "nsfw_checker": True,
            },
        },
        {"videos": [at("a", "mp4"), at("b", "mp4"), at("c", "mp4")]},
    ),
    Body(
        "wan-2-6-flash-image-to-video",
        {"prompt": P},
        {
            "model": "wan/2-6-flash-image-to-video",
            "input": {
                "prompt": P,
                "image_urls": [at("a")],
                "duration": "5",
                "resolution": "1080p",
                "audio": False,
                "multi_shots": False,
                "nsfw_checker": False,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-6-flash-image-to-video",
        {"prompt": P, "duration": 15, "resolution": "720p", "sound": True, "multi_shots": True, "nsfw_checker": True},
        {
            "model": "wan/2-6-flash-image-to-video",
            "input": {
                "prompt": P,
                "image_urls": [at("a")],
                "duration": "15",
                "resolution": "720p",
                "audio": True,
                "multi_shots": True,
                "nsfw_checker": True,
            },
        },
        {"image": [at("a")]},
    ),
    Body(
        "wan-2-6-flash-video-to-video",
        {"prompt": P},
        {
            "model": "wan/2-6-flash-video-to-video",
            "input": {
                "prompt": P,
                "video_urls": [at("a", "mp4")],
                "duration": "5",
                "resolution": "1080p",
                "audio": False,
                "multi_shots": False,
                "nsfw_checker": False,
            },
        },
        {"videos": [at("a", "mp4")]},
    ),
    Body(
        "wan-2-6-flash-video-to-video",
        {"prompt": P, "duration": 10, "resolution": "720p", "sound": True, "multi_shots": True, "nsfw_checker": True},
        {
            "model": "wan/2-6-flash-video-to-video",
            "input": {
                "prompt": P,
                "video_urls": [at("a", "mp4"), at("b", "mp4")],
                "duration": "10",
                "resolution": "720p",
                "audio": True,
                "multi_shots": True,
                "nsfw_checker": True,
            },
        },
        {"videos": [at("a", "mp4"), at("b", "mp4")]},
    ),
]

IMAGE = {"image": [{}]}
VIDEOS = {"videos": [{"seconds": 8.0}]}
#: two seconds and a half: three are paid
MOTION = {"image": [{}], "video": [{"seconds": 2.5}]}
SPEECH = {"image": [{}], "audio": [{"seconds": 12.0}]}

PRICES = [
    Price("wan-2-2-a14b-text-to-video-turbo", {"prompt": P, "resolution": "480p"}, "40", "0.20"),
    Price("wan-2-2-a14b-text-to-video-turbo", {"prompt": P}, "80", "0.40"),
    Price("wan-2-2-a14b-image-to-video-turbo", {"prompt": P, "resolution": "480p"}, "40", "0.20", IMAGE),
    Price("wan-2-2-a14b-image-to-video-turbo", {"prompt": P}, "80", "0.40", IMAGE),
    # 80 frames at 16 a second are five seconds, 40 at 4 ten, 120 at 16 seven and a half
    Price("wan-2-2-a14b-speech-to-video-turbo", {"prompt": P}, "60", "0.30", SPEECH),
    Price("wan-2-2-a14b-speech-to-video-turbo", {"prompt": P, "resolution": "580p"}, "90", "0.45", SPEECH),
    Price(
        "wan-2-2-a14b-speech-to-video-turbo",
        {"prompt": P, "resolution": "720p", "num_frames": 40, "frames_per_second": 4},
        "240",
        "1.20",
        SPEECH,
    ),
    Price("wan-2-2-a14b-speech-to-video-turbo", {"prompt": P, "num_frames": 120}, "96", "0.48", SPEECH),
    *[
        price
        for model in ("wan-2-2-animate-move", "wan-2-2-animate-replace")
        for price in (
            Price(model, {}, "18", "0.09", MOTION),
            Price(model, {"resolution": "580p"}, "28.5", "0.1425", MOTION),
            Price(model, {"resolution": "720p"}, "37.5", "0.1875", MOTION),
            Price(model, {}, None, None, {"image": [{}], "video": [{}]}),
        )
    ],
    *[
        price
        for model, files in (("wan-2-5-text-to-video", {}), ("wan-2-5-image-to-video", IMAGE))
        for price in (
            Price(model, {"prompt": P}, "60", "0.30", files),
            Price(model, {"prompt": P, "duration": 10}, "120", "0.60", files),
            Price(model, {"prompt": P, "resolution": "1080p"}, "100", "0.50", files),
            Price(model, {"prompt": P, "duration": 10, "resolution": "1080p"}, "200", "1.00", files),
        )
    ],
    *[
        price
        for model, files in (
            ("wan-2-6-text-to-video", {}),
            ("wan-2-6-image-to-video", IMAGE),
            ("wan-2-6-video-to-video", VIDEOS),
        )
        for price in (
            Price(model, {"prompt": P, "resolution": "720p"}, "70", "0.35", files),
            Price(model, {"prompt": P, "resolution": "720p", "duration": 10}, "140", "0.70", files),
            Price(model, {"prompt": P}, "104.5", "0.5225", files),
            Price(model, {"prompt": P, "duration": 10}, "209.5", "1.0475", files),
        )
    ],
    *[
        price
        for model, files in (("wan-2-6-text-to-video", {}), ("wan-2-6-image-to-video", IMAGE))
        for price in (
            Price(model, {"prompt": P, "resolution": "720p", "duration": 15}, "210", "1.05", files),
            Price(model, {"prompt": P, "duration": 15}, "315", "1.575", files),
        )
    ],
    *[
        Price(model, {"prompt": P, "duration": seconds, "resolution": size, "sound": sound}, None, None, files)
        for model, files, lengths in (
            ("wan-2-6-flash-image-to-video", IMAGE, (5, 10, 15)),
            ("wan-2-6-flash-video-to-video", VIDEOS, (5, 10)),
        )
        for seconds in lengths
        for size in ("720p", "1080p")
        for sound in (False, True)
    ],
]

REFUSED = [
    Refused("wan-2-2-a14b-text-to-video-turbo", {"prompt": P, "resolution": "580p"}, "resolution", "Choose one of"),
    Refused("wan-2-2-a14b-text-to-video-turbo", {"prompt": P, "aspect_ratio": "1:1"}, "aspect_ratio", "Choose one of"),
    Refused("wan-2-2-a14b-image-to-video-turbo", {"prompt": P}, "image", "Add a picture"),
    Refused("wan-2-2-a14b-image-to-video-turbo", {"prompt": P, "aspect_ratio": "1:1"}, "aspect_ratio", "has no"),
    Refused("wan-2-2-a14b-speech-to-video-turbo", {"prompt": P, "image": OWN}, "audio", "Add a sound file"),
    Refused("wan-2-2-a14b-speech-to-video-turbo", {"prompt": P, "audio": SOUND}, "image", "Add a picture"),
    Refused(
        "wan-2-2-a14b-speech-to-video-turbo",
        {"prompt": P, "image": OWN, "audio": SOUND, "num_frames": 82},
        "num_frames",
        "Choose one of",
    ),
    Refused(
        "wan-2-2-a14b-speech-to-video-turbo",
        {"prompt": P, "image": OWN, "audio": SOUND, "frames_per_second": 3},
        "frames_per_second",
        "4",
    ),
    Refused("wan-2-2-animate-move", {"image": OWN}, "video", "Add a video"),
    Refused("wan-2-2-animate-move", {"video": FILM}, "image", "Add a picture"),
    Refused("wan-2-2-animate-replace", {"image": OWN, "video": FILM, "resolution": "1080p"}, "resolution", "Choose"),
    Refused("wan-2-5-text-to-video", {"prompt": "a" * 801}, "prompt", "up to 800"),
    Refused("wan-2-5-text-to-video", {"prompt": P, "negative_prompt": "a" * 501}, "negative_prompt", "up to 500"),
    Refused("wan-2-5-text-to-video", {"prompt": P, "duration": 15}, "duration", "Choose one of"),
    Refused("wan-2-5-image-to-video", {"prompt": P}, "image", "Add a picture"),
    Refused("wan-2-6-text-to-video", {"prompt": P, "aspect_ratio": "16:9"}, "aspect_ratio", "has no"),
    Refused("wan-2-6-text-to-video", {"prompt": P, "resolution": "1080P"}, "resolution", "Choose one of"),
    Refused("wan-2-6-image-to-video", {"prompt": P}, "image", "Add a picture"),
    Refused("wan-2-6-image-to-video", {"prompt": P, "image": [OWN, OWN]}, "image", "up to 1 picture"),
    Refused("wan-2-6-video-to-video", {"prompt": P}, "videos", "Add a video"),
    Refused("wan-2-6-video-to-video", {"prompt": P, "videos": [FILM] * 4}, "videos", "up to 3"),
    Refused("wan-2-6-video-to-video", {"prompt": P, "videos": [FILM], "duration": 15}, "duration", "Choose one of"),
    Refused("wan-2-6-flash-image-to-video", {"prompt": "a" * 1501, "image": OWN}, "prompt", "up to 1,500"),
    Refused("wan-2-6-flash-image-to-video", {"prompt": P, "image": OWN, "sound": "yes"}, "sound", "true or false"),
    Refused("wan-2-6-flash-video-to-video", {"prompt": P}, "videos", "Add a video"),
]
