"""The vocabulary of forms, field by field."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from generation import fields

ID = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (ID, ID),
        (ID.replace("-", ""), ID),
        (ID.upper(), ID),
        (f"/api/media/{ID}/file", ID),
        (f"http://127.0.0.1:8000/api/media/{ID}/thumbnail", ID),
        (f"/api/uploads/{ID}/file", ID),
        ("https://example.org/cat.png?size=1", "https://example.org/cat.png?size=1"),
    ],
)
def test_a_picture_is_an_id_of_ours_or_an_address(given: str, kept: str) -> None:
    assert fields.ImageInput().clean(given) == [kept]


@pytest.mark.parametrize(
    "given",
    [
        "cat.png",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "ftp://a/b",
        "https://a b",
        "https://" + "a" * 2000,
    ],
)
def test_anything_else_is_no_picture(given: str) -> None:
    with pytest.raises(ValidationError):
        fields.ImageInput().clean(given)


def test_a_picture_that_is_required_is_asked_for() -> None:
    with pytest.raises(ValidationError, match="Add a picture first"):
        fields.ImageInput(required=True).clean([])


def test_an_empty_choice_means_its_default() -> None:
    assert fields.Duration(8, 6).clean("") == 8


def test_a_choice_may_have_a_default_that_is_not_the_first() -> None:
    assert fields.AspectRatio("1:1", "auto", initial="auto").clean(None) == "auto"


def test_an_optional_choice_may_stay_open() -> None:
    assert fields.Choice("a", "b", label="x", optional=True).clean("") is None


def test_choices_of_numbers_stay_numbers() -> None:
    assert fields.Variants(1, 2, 4).clean("4") == 4


def test_a_duration_is_shown_with_its_unit() -> None:
    assert fields.Duration(8).choices == [(8, "8 s")]


def test_an_empty_number_means_its_default() -> None:
    assert fields.Number(label="x", min_value=0, max_value=1, initial=0.5).clean("") == 0.5


def test_a_prompt_may_be_too_short() -> None:
    with pytest.raises(ValidationError, match=r"needs at least 3 characters\. Yours has 2\."):
        fields.Prompt(min_length=3).clean("ow")
    assert fields.json_schema(fields.Prompt(min_length=3))["minLength"] == 3


def test_a_prompt_that_is_not_required_may_stay_empty_whatever_its_least_length() -> None:
    assert fields.Prompt(min_length=3, required=False).clean("") == ""


def test_an_empty_seed_stays_empty() -> None:
    assert fields.Seed().clean("") is None


def test_a_secret_is_never_drawn() -> None:
    assert "hunter2" not in fields.Secret(label="Key").widget.render("key", "hunter2")


def test_a_secret_is_written_and_not_read() -> None:
    assert fields.json_schema(fields.Secret(label="Key"))["writeOnly"] is True


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        (fields.Integer(label="n", min_value=1, max_value=8), "9", "Choose a number from 1 to 8."),
        (fields.Integer(label="n", min_value=1, max_value=8), "0", "Choose a number from 1 to 8."),
        (fields.Integer(label="n", min_value=1), "0", "Choose a number of 1 or more."),
        (fields.Integer(label="n", max_value=20_000), "20001", "Choose a number up to 20000."),
        (fields.Number(label="n", min_value=0.0, max_value=1.5), "1.6", "Choose a number from 0 to 1.5."),
    ],
    ids=["above", "below", "least", "most", "decimal"],
)
def test_a_number_outside_its_bounds_is_told_both_of_them(field, value, words):
    with pytest.raises(ValidationError) as caught:
        field.clean(value)
    assert caught.value.messages == [words]
