"""The form of a model: what it takes from JSON and from a browser, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from generation import fields
from generation.params import ParamsForm


class Film(ParamsForm):
    prompt = fields.Prompt(max_length=20)
    aspect_ratio = fields.AspectRatio("16:9", "9:16")
    duration = fields.Duration(8, 6, 4)
    image = fields.ImageInput()
    translate = fields.Flag(label="Translate", initial=True)
    cfg_scale = fields.Number(label="Scale", min_value=0, max_value=1, initial=0.5)
    seed = fields.Seed()


class Collage(ParamsForm):
    aliases = {"count": "n_variants"}
    prompt = fields.Prompt()
    n_variants = fields.Variants(1, 2)
    images = fields.ImageInput(most=2)


class Album(ParamsForm):
    prompt = fields.Prompt()
    pages = fields.Rows(Collage, label="Pages", noun="page", most=2)


def problems(form: ParamsForm) -> dict[str, str]:
    return dict(form.problems())


def test_json_is_filled_up_with_the_defaults() -> None:
    form = Film.from_json({"prompt": "a boat"})
    expected = {"prompt": "a boat", "aspect_ratio": "16:9", "duration": 8, "translate": True, "cfg_scale": 0.5}
    assert form.params() == expected if form.is_valid() else form.errors == {}


def test_a_browser_that_does_not_send_a_checkbox_switched_it_off() -> None:
    form = Film.from_post(QueryDict("prompt=a+boat&duration=6"))
    assert form.is_valid()
    assert form.params()["translate"] is False


def test_a_null_in_json_means_the_default() -> None:
    form = Film.from_json({"prompt": "a boat", "duration": None})
    assert form.is_valid()
    assert form.params()["duration"] == 8


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *[("prompt", value) for value in (5, ["a"], {"a": 1}, True)],
        *[("duration", value) for value in ("8", 8.0, True, [8])],
        *[("translate", value) for value in ("true", 1, 0, [])],
        *[("cfg_scale", value) for value in ("0.5", True, [0.5])],
        *[("seed", value) for value in ("7", 7.5, False)],
        *[("image", value) for value in (5, {"url": "x"}, [5])],
    ],
)
def test_a_wrong_json_type_is_refused_by_name(field: str, value: Any) -> None:
    form = Film.from_json({"prompt": "a boat", field: value})
    assert not form.is_valid()
    assert list(problems(form)) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [("duration", 5), ("aspect_ratio", "1:1"), ("cfg_scale", 1.5), ("seed", -1), ("image", "cat.png")],
)
def test_a_value_that_is_not_offered_is_refused_by_name(field: str, value: Any) -> None:
    form = Film.from_json({"prompt": "a boat", field: value})
    assert not form.is_valid()
    assert list(problems(form)) == [field]


def test_an_unknown_name_is_refused_by_name() -> None:
    form = Film.from_json({"prompt": "a boat", "sead": 5})
    assert not form.is_valid()
    assert "sead" in problems(form)["sead"]


def test_undeclared_names_that_ask_for_nothing_pass() -> None:
    assert Film.from_json({"prompt": "a boat", "n_variants": 1, "is_enhance": False}).is_valid()


def test_undeclared_names_that_ask_for_something_are_refused() -> None:
    form = Film.from_json({"prompt": "a boat", "n_variants": 4})
    assert not form.is_valid()
    assert list(problems(form)) == ["n_variants"]


def test_image_url_is_another_name_of_image() -> None:
    form = Film.from_json({"prompt": "a boat", "image_url": "https://example.org/1.png"})
    assert form.is_valid()
    assert form.params()["image"] == ["https://example.org/1.png"]


def test_two_spellings_of_a_list_of_images_add_up() -> None:
    form = Collage.from_json({"prompt": "x", "image": "https://a.example/1", "image_urls": ["https://a.example/2"]})
    assert form.is_valid()
    assert form.params()["images"] == ["https://a.example/1", "https://a.example/2"]


def test_a_file_of_a_row_that_stands_beside_the_rows_is_refused_by_name() -> None:
    form = Album.from_json({"prompt": "x", "pages-0-images": ["https://a.example/1"]})
    assert list(problems(form)) == ["pages-0-images"]


def test_an_alias_of_the_form_means_its_field() -> None:
    form = Collage.from_json({"prompt": "x", "count": 2})
    assert form.is_valid()
    assert form.params()["n_variants"] == 2


def test_more_images_than_the_model_takes_are_refused() -> None:
    form = Collage.from_json({"prompt": "x", "images": [f"https://a.example/{n}" for n in range(3)]})
    assert problems(form) == {"images": "This model takes up to 2 pictures here. You gave 3."}


def test_an_empty_prompt_is_refused_in_words() -> None:
    assert problems(Film.from_json({"prompt": "   "})) == {"prompt": "Write a prompt first. One sentence is enough."}


def test_a_prompt_that_is_too_long_is_told_by_how_much() -> None:
    assert problems(Film.from_json({"prompt": "x" * 21})) == {
        "prompt": "This model takes up to 20 characters. Yours has 21."
    }


def test_the_schema_names_types_defaults_and_what_is_required() -> None:
    schema = Film.json_schema()
    assert schema["required"] == ["prompt"]
    assert schema["additionalProperties"] is False
    assert schema["properties"]["duration"]["enum"] == [8, 6, 4]
    assert schema["properties"]["duration"]["type"] == "integer"
    assert schema["properties"]["translate"]["default"] is True


def test_the_fields_that_hold_pictures_are_known() -> None:
    assert Collage().media_fields() == ["images"]
