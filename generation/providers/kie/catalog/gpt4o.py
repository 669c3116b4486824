"""OpenAI's 4o Image."""

from __future__ import annotations

from generation.providers.base import Ability, Kind, ModelSpec
from generation.providers.kie import forms
from generation.providers.kie.catalog.pricing import prices

GPT4O_IMAGE = ModelSpec(
    key="gpt4o-image",
    name="4o Image",
    kind=Kind.IMAGE,
    vendor="OpenAI",
    params=forms.Gpt4oImageParams,
    price=prices("image", ({}, "6"), times="n_variants"),
    options={"dialect": "4o"},
    abilities=(Ability.TEXT_TO_IMAGE, Ability.EDIT),
    outputs="n_variants",
    usual=60.0,
    note="Follows long instructions, writes legible text, edits pictures.",
    tags=("edits", "references", "mask", "variants"),
    docs="https://docs.kie.ai/4o-image-api/generate-4-o-image",
)

SPECS = (GPT4O_IMAGE,)
