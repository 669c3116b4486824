"""The wells and lists of the form: what each look draws, takes in, refuses, and carries to another model."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from gallery import uploads
from gallery.models import Asset
from generation import jobs, opening, registry, rowposts
from generation.models import Job, JobOutput, State, media_id
from mediahub.access import owner as local_owner
from settings_app import preferences
from settings_app.models import Preferences
from tests.gallery import samples

HTMX = {"HX-Request": "true"}
KLING = {"model": "kling-3.0-video", "prompt": "a film", "sound": "on"}
ELEMENT = {"elements-0-name": "cat", "elements-0-description": "a grey cat"}


def png(size=(640, 480)):
    file = io.BytesIO()
    Image.new("RGB", size, "teal").save(file, "PNG")
    return file.getvalue()


def film(name="film.mp4"):
    return SimpleUploadedFile(name, samples.video(), "video/mp4")


@pytest.fixture(autouse=True)
def key(settings):
    settings.KIE_API_KEY = "sk-test"


@pytest.fixture
def owner(db):
    return local_owner()


@pytest.fixture
def page(client, owner):
    return client


@pytest.fixture
def upload(owner):
    """Keep a file; its reference."""
    return lambda data, name: str(uploads.save(data, name, owner).pk)


@pytest.fixture
def made(owner):
    """A file of the gallery as a task of ours made it."""

    def make(model, medium="video", *, remote_id="remote-1", age=timedelta(0), sandbox=False):
        at = timezone.now() - age
        job = Job(owner=owner, provider="kie", model=model, kind=medium, output_count=1, sandbox=sandbox)
        job.remote_id, job.state, job.created_at = remote_id or uuid.uuid4().hex, State.SUCCEEDED, at
        job.save()
        Job.objects.filter(pk=job.pk).update(created_at=at)
        facts = {"media_type": medium, "mime": f"{medium}/x", "filename": f"{job.pk}.x", "bytes": 9, "model": model}
        asset = Asset.objects.create(id=media_id(job.pk, 0), owner=owner, prompt=f"by {model}", duration=5, **facts)
        JobOutput.objects.create(job=job, position=0, media_id=asset.pk, asset=asset, state="stored")
        return asset

    return make


def shown(page, address):
    return page.get(address).content.decode()


# -- what each look draws


def test_a_well_offers_what_the_model_reads(page):
    body = shown(page, "/?mode=video&model=kling-3.0-motion-control")
    assert 'data-well="video" data-medium="video"' in body
    assert 'accept="video/mp4,video/quicktime,.mov"' in body
    assert "MP4 or MOV · 3 to 30 s · up to 100 MB" in body


def test_a_well_for_sound_has_no_gallery(page):
    body = shown(page, "/?mode=video&model=kling-ai-avatar-pro")
    well = body.partition('data-well="audio"')[2].partition("</fieldset>")[0]
    assert "audio/mpeg" in well
    assert "data-from-gallery" not in well


def test_a_well_for_a_mask_can_be_painted_over_its_picture(page):
    assert 'data-paint="image"' in shown(page, "/?mode=image&model=ideogram-v3-edit")
    assert 'data-paint="images"' in shown(page, "/?mode=image&model=gpt4o-image")


def test_a_choice_that_may_stay_open_says_so(page):
    body = shown(page, "/?mode=video&model=wan-2-7-videoedit")
    assert '<input type="radio" name="aspect_ratio" value="" checked><span>Model\'s choice</span>' in body


def test_many_choices_are_a_list_to_pick_from(page):
    body = shown(page, "/?mode=video&model=kling-3.0-video")
    assert '<select class="input input-sm" id="param-duration" name="duration">' in body
    assert '<option value="5" selected>5 s</option>' in body


def test_an_earlier_result_is_chosen_from_the_gallery_alone(page):
    body = shown(page, "/?mode=video&model=veo3-extend")
    well = body.partition('data-well="video"')[2].partition("</fieldset>")[0]
    assert "Choose from the gallery" in well
    assert "data-file" not in well
    assert "made here by Veo 3.1 Fast" in well


def test_a_list_that_cannot_be_empty_begins_with_a_row(page):
    assert 'name="image_references-0-ref_name"' in shown(page, "/?mode=video&model=pixverse-v6-reference-to-video")


# -- taking in


def test_a_file_is_answered_with_how_it_is_shown(page):
    body = page.post("/generate/picture", {"model": "runway-aleph", "field": "video", "file": film()}).content.decode()
    assert "<video" in body
    assert "0:01 · 64 × 48" in body


def test_a_file_of_the_wrong_medium_is_refused_at_the_well(page):
    given = {"model": "kling-ai-avatar-pro", "field": "audio", "file": film()}
    answer = page.post("/generate/picture", given)
    assert (answer.status_code, answer.content.decode()) == (422, "film.mp4 is a video. Choose a sound file.")


def test_a_film_that_is_too_short_is_refused_at_the_well(page):
    given = {"model": "kling-3.0-motion-control", "field": "video", "file": film()}
    answer = page.post("/generate/picture", given)
    assert answer.status_code == 422
    assert answer.content.decode().startswith("film.mp4 ")


def test_a_file_goes_into_a_well_of_a_row(page):
    given = {"model": "kling-3.0-video", "field": "elements-2-images", "file": SimpleUploadedFile("a.png", png())}
    assert 'name="elements-2-images"' in page.post("/generate/picture", given).content.decode()


def test_the_file_of_another_person_is_unknown(page, django_user_model):
    other = django_user_model.objects.create_user("other")
    given = {"model": "gpt4o-image", "field": "images", "reference": str(uploads.save(png(), "a.png", other).pk)}
    answer = page.post("/generate/picture", given)
    assert answer.status_code == 422
    assert "There is no picture with this id." in answer.content.decode()


# -- the gallery of a well


def gallery(page, model, field):
    return page.get("/generate/gallery", {"model": model, "field": field}).content.decode()


def test_the_gallery_of_a_well_has_its_medium_alone(page, made):
    made("runway")
    made("gpt4o-image", "image", remote_id="remote-2")
    assert ">0:05<" in gallery(page, "wan-2-7-videoedit", "video")
    assert "by gpt4o-image" not in gallery(page, "wan-2-7-videoedit", "video")
    assert "by gpt4o-image" in gallery(page, "gpt4o-image", "images")


def test_only_tasks_that_the_provider_still_knows_can_be_taken_up(page, made):
    made("veo3_fast")
    made("runway", remote_id="remote-2")
    made("veo3", remote_id="remote-3", age=timedelta(days=20))
    made("veo3_lite", remote_id="remote-4", sandbox=True)
    body = gallery(page, "veo3-extend", "video")
    assert body.count("data-pick=") == 1
    assert "by veo3_fast" in body


def test_where_there_is_none_the_models_that_make_one_are_named(page):
    body = gallery(page, "veo3-extend", "video")
    assert "Nothing here yet" in body
    assert 'href="/?mode=video&amp;model=veo3_fast"' in body


# -- lists


def test_a_row_is_added_and_all_else_stays(page):
    given = {**KLING, "multi_prompt-0-prompt": "a shot", "duration": "7", "rows": "add multi_prompt"}
    body = page.post("/generate/rows", given, headers=HTMX).content.decode()
    assert ">a shot</textarea>" in body
    assert 'name="multi_prompt-1-prompt"' in body
    assert '<option value="7" selected>' in body


def test_rows_change_places_and_go(page):
    given = {**KLING, "multi_prompt-0-prompt": "one", "multi_prompt-1-prompt": "two"}
    moved = page.post("/generate/rows", {**given, "rows": "up multi_prompt 1"}, headers=HTMX).content.decode()
    assert moved.index(">two</textarea>") < moved.index(">one</textarea>")
    left = page.post("/generate/rows", {**given, "rows": "remove multi_prompt 0"}, headers=HTMX).content.decode()
    assert ">two</textarea>" in left
    assert ">one</textarea>" not in left


def test_without_the_script_the_button_answers_with_the_page(page):
    body = page.post("/generate/rows", {**KLING, "rows": "add multi_prompt"}).content.decode()
    assert "<html" in body
    assert 'name="multi_prompt-0-prompt"' in body


def test_a_wrong_row_is_told_inside_it(page):
    given = {**KLING, "multi_prompt-0-prompt": "a shot", "multi_prompt-0-duration": "99"}
    answer = page.post("/?mode=video", given, headers=HTMX)
    row = answer.content.decode().partition('id="row-multi_prompt-0"')[2]
    assert answer.status_code == 422
    assert 'id="param-multi_prompt-0-duration-error"' in row
    assert "Not sent: Shot 1:" in row


def test_a_file_that_a_row_cannot_take_is_told_inside_it(page, upload):
    small = [upload(png((40, 40)), "small.png"), upload(samples.sound("mp3"), "a.mp3")]
    frame = upload(png(), "frame.png")
    given = {**KLING, **ELEMENT, "image": frame, "elements-0-images": small}
    body = page.post("/?mode=video", given, headers=HTMX).content.decode()
    assert "Not sent: Element 1: a.mp3 is a sound file. Choose a picture." in body
    assert 'id="param-elements-0-images-error"' in body
    assert not Job.objects.exists()


def test_a_file_in_a_row_is_taken_in_without_the_script(page, upload):
    two = [SimpleUploadedFile("a.png", png()), SimpleUploadedFile("b.png", png((512, 512)))]
    given = {**KLING, **ELEMENT, "image": upload(png(), "frame.png"), "elements-0-images__file": two}
    answer = page.post("/?mode=video", given)
    assert answer.status_code == 302, answer.content.decode()
    assert len(Job.objects.get().inputs["elements-0-images"]) == 2


def test_an_empty_row_counts_for_nothing(page):
    page.post("/?mode=video", {**KLING, "elements-0-name": "", "multi_prompt-4-prompt": ""})
    assert "elements" not in Job.objects.get().params


def test_adding_to_an_empty_list_adds_as_many_as_are_needed():
    field = registry.spec("wan-2-7-image").params.base_fields["color_palette"]
    assert len(rowposts.edited([], "add", -1, field)) == 3


# -- the price


def cost(page, **given):
    return page.post("/generate/price", given).content.decode()


def test_sound_is_priced_by_its_length(page, upload):
    voice = upload(samples.sound("mp3", seconds=6.5), "voice.mp3")
    body = cost(page, model="kling-ai-avatar-pro", audio=voice)
    assert "≈ $0.56" in body  # 7 s at $0.08


def test_a_fraction_of_a_cent_is_said_as_it_is(page, upload):
    body = cost(page, model="recraft-crisp-upscale", image=upload(samples.picture(), "boat.png"))
    assert "≈ $0.0025" in body


def test_before_there_is_a_file_the_price_is_by_the_second(page):
    assert "from $0.08 a second" in cost(page, model="kling-ai-avatar-pro")


def test_a_file_elsewhere_has_an_upper_bound_at_most(page):
    body = cost(page, model="kling-ai-avatar-pro", audio="https://example.com/voice.mp3")
    assert "Price unknown, at most $" in body


def test_what_is_only_missing_yet_is_no_conflict(page):
    body = cost(page, model="kling-3.0-motion-control", **{"elements-0-name": ""})
    assert "cost-conflict" not in body


def test_a_rule_that_only_asks_for_more_is_no_conflict_yet(page):
    assert "cost-conflict" not in cost(page, model="grok-imagine-image-to-video")


def test_files_that_exclude_each_other_are_a_conflict(page, upload):
    one, two = upload(png(), "a.png"), upload(png((512, 512)), "b.png")
    body = cost(page, model="bytedance-seedance-2", image=one, reference_images=two)
    assert "Use either frames or references, not both." in body


# -- from a file, another model, the next time


def test_a_video_goes_where_videos_are_taken(page, made):
    body = shown(page, f"/?mode=video&model=wan-2-7-videoedit&from={made('runway').pk}")
    assert f'name="video" value="{Asset.objects.get().pk}"' in body


def test_a_film_of_the_right_model_goes_on_by_its_task(page, made):
    asset = made("pixverse-v6-text-to-video")
    body = shown(page, f"/?mode=video&model=pixverse-v6-extend&from={asset.pk}")
    assert f'name="task" value="{asset.pk}"' in body


def test_a_film_of_another_model_goes_as_a_film(page, made):
    asset = made("runway")
    body = shown(page, f"/?mode=video&model=pixverse-v6-extend&from={asset.pk}")
    assert f'name="video" value="{asset.pk}"' in body


def test_the_models_own_film_opens_as_it_was_made(page, made):
    asset = made("runway")
    assert f'value="{asset.pk}"' not in shown(page, f"/?mode=video&from={asset.pk}")


def test_a_model_that_takes_no_such_file_says_so(page, made):
    body = shown(page, f"/?mode=video&model=veo3_fast&use=input&from={made('runway').pk}")
    assert "cannot start from this file" in body


def switched(page, to, **given):
    return page.post("/generate/switch", {**given, "to": to}, headers=HTMX).content.decode()


def test_files_move_by_medium_to_another_model(page, upload):
    voice, face = upload(samples.sound("mp3"), "v.mp3"), upload(png(), "f.png")
    body = switched(page, "volcengine-video-to-video-lip-sync", model="kling-ai-avatar-pro", audio=voice, image=face)
    assert f'name="audio" value="{voice}"' in body
    assert f'value="{face}"' not in body


def test_a_mask_never_becomes_a_picture(page, upload):
    mask = upload(png(), "mask.png")
    assert f'value="{mask}"' not in switched(page, "nano-banana-2", model="ideogram-v3-edit", mask=mask)


def test_rows_move_to_another_model_that_has_them(page, upload):
    picture = upload(png(), "a.png")
    given = {**KLING, **ELEMENT, "elements-0-images": picture}
    body = switched(page, "kling-3.0-omni-text-to-video", **given)
    assert 'name="elements-0-name" type="text" value="cat"' in body
    assert f'name="elements-0-images" value="{picture}"' in body


def test_rows_come_back_where_their_owner_wants_that(page, owner):
    Preferences.objects.filter(pk=preferences.for_owner(owner).pk).update(keep_prompt=True)
    page.post("/?mode=video", {**KLING, "multi_prompt-0-prompt": "a shot", "multi_prompt-0-duration": "5"})
    assert ">a shot</textarea>" in shown(page, "/?mode=video")


def test_rows_leave_the_form_with_the_prompt(page):
    given = {**KLING, "multi_prompt-0-prompt": "a shot", "multi_prompt-0-duration": "5"}
    assert ">a shot</textarea>" not in page.post("/?mode=video", given, headers=HTMX).content.decode()
    assert ">a shot</textarea>" not in shown(page, "/?mode=video")


def test_a_jobs_rows_fill_the_form_again(page):
    page.post("/?mode=video", {**KLING, "multi_prompt-0-prompt": "a shot", "multi_prompt-0-duration": "5"})
    assert ">a shot</textarea>" in shown(page, f"/?job={Job.objects.get().pk}")


def test_a_jobs_page_tells_its_rows_in_words(page):
    page.post("/?mode=video", {**KLING, "multi_prompt-0-prompt": "a shot", "multi_prompt-0-duration": "5"})
    assert "1. Prompt: a shot · Seconds: 5" in shown(page, f"/jobs/{Job.objects.get().pk}")


def test_an_address_without_a_known_kind_stays_in_the_field_of_its_name(owner):
    spec = registry.spec("wan-2-7-videoedit")
    found = opening.fitting(owner, spec, {"video": ["https://example.com/a"]})
    assert found["video"] == ["https://example.com/a"]


def test_a_film_that_was_made_elsewhere_is_refused_when_it_is_ordered(page, made):
    asset = made("veo3_fast", sandbox=True)
    answer = page.post("/?mode=video", {"model": "veo3-extend", "prompt": "on", "video": str(asset.pk)}, headers=HTMX)
    assert answer.status_code == 422
    assert "was made in the sandbox, where this order does not go." in answer.content.decode()


def test_an_order_names_the_task_and_the_position(page, made):
    asset = made("veo3_fast")
    page.post("/?mode=video", {"model": "veo3-extend", "prompt": "go on", "video": str(asset.pk)})
    job = Job.objects.get(model="veo3-extend")
    assert job.inputs == {"video": [str(asset.pk)]}
    assert jobs.possible(job) == ["cancel"]


def test_the_price_counts_the_rows_as_they_are_after_a_row_was_removed(page):
    two = {"multi_prompt-0-prompt": "one", "multi_prompt-0-duration": "5"}
    two |= {"multi_prompt-1-prompt": "two", "multi_prompt-1-duration": "4"}
    before = page.post("/generate/rows", {**KLING, **two, "rows": "up multi_prompt 1"}).content.decode()
    after = page.post("/generate/rows", {**KLING, **two, "rows": "remove multi_prompt 1"}).content.decode()
    assert "9 s together, the film 5 s" in before
    assert "s together, the film" not in after
    assert "≈ $0.675" in after
