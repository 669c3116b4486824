"""The vocabulary in which a model's form is written.

Each field brings its widget for the page, its check of JSON types for the API, its schema for OpenAPI and its default.
All are Django form fields; ``advanced=True`` folds a field away on the page.
"""

from generation.fields.media import AudioInput, ImageInput, MadeBy, MediaInput, VideoInput, aliases_of, format_name
from generation.fields.plain import (
    AspectRatio,
    Choice,
    Duration,
    Flag,
    Integer,
    NegativePrompt,
    Number,
    Prompt,
    Resolution,
    Secret,
    Seed,
    Text,
    Variants,
    Vocabulary,
    default_of,
    json_problem,
    json_schema,
    put,
)
from generation.fields.rows import Rows

__all__ = [
    "AspectRatio",
    "AudioInput",
    "Choice",
    "Duration",
    "Flag",
    "ImageInput",
    "Integer",
    "MadeBy",
    "MediaInput",
    "NegativePrompt",
    "Number",
    "Prompt",
    "Resolution",
    "Rows",
    "Secret",
    "Seed",
    "Text",
    "Variants",
    "VideoInput",
    "Vocabulary",
    "aliases_of",
    "default_of",
    "format_name",
    "json_problem",
    "json_schema",
    "put",
]
