"""The Generate page: its form, refusals, what it remembers, and its feed."""

import io
import uuid
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from gallery.models import Asset, Upload
from generation import jobs, registry
from generation.composer import monogram
from generation.models import Job, State
from mediahub.access import owner as local_owner
from settings_app import preferences
from settings_app.models import Preferences

HTMX = {"HX-Request": "true"}
ASKED = {"model": "test-picture", "prompt": "a paper boat", "aspect_ratio": "3:2", "n_variants": "2"}


@pytest.fixture
def owner(db):
    return local_owner()


def keep(owner, **wishes):
    """What the owner set on the settings page."""
    Preferences.objects.filter(pk=preferences.for_owner(owner).pk).update(**wishes)


@pytest.fixture
def kept_picture(owner):
    """A picture of the gallery, as a row."""
    facts = {"media_type": "image", "mime": "image/png", "filename": "a.png", "bytes": 9, "width": 64, "height": 64}
    return Asset.objects.create(id=uuid.uuid4(), owner=owner, prompt="a teal wall", **facts)


@pytest.fixture
def page(client, scripted, owner):
    return client


def picture():
    file = io.BytesIO()
    Image.new("RGB", (64, 64), "teal").save(file, "PNG")
    return SimpleUploadedFile("teal.png", file.getvalue(), "image/png")


def test_the_page_draws_the_models_own_fields(page):
    body = page.get("/?mode=video&model=runway").content.decode()
    assert 'name="quality" value="1080p"' in body
    assert "Generate video" in body or "Add a key" in body


def test_a_plain_form_makes_a_job_and_leads_back(page, owner):
    answer = page.post("/?mode=image", ASKED)
    assert (answer.status_code, answer["Location"]) == (302, "/?mode=image")
    assert Job.objects.get(owner=owner).params["n_variants"] == 2


def test_the_script_gets_a_fresh_form_and_a_nudge_for_the_feed(page):
    answer = page.post("/?mode=image", ASKED, headers=HTMX)
    assert answer.status_code == 200
    assert "feed:now" in answer["HX-Trigger"]
    assert 'id="composer"' in answer.content.decode()


def test_a_refused_form_keeps_everything_and_says_why_at_the_field(page):
    answer = page.post("/?mode=image", {**ASKED, "prompt": ""})
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "Write a prompt first. One sentence is enough." in body
    assert 'name="aspect_ratio" value="3:2" checked' in body


def test_a_refused_form_is_a_fragment_for_the_script(page):
    answer = page.post("/?mode=image", {**ASKED, "prompt": "x" * 101}, headers=HTMX)
    assert answer.status_code == 422
    assert "<html" not in answer.content.decode()
    assert "This model takes up to 100 characters. Yours has 101." in answer.content.decode()


def test_the_same_form_posted_twice_is_one_order(page):
    for _ in range(2):
        page.post("/?mode=image", {**ASKED, "order_key": "abc"})
    assert Job.objects.count() == 1


def test_another_form_under_the_same_number_is_another_order(page):
    page.post("/?mode=image", {**ASKED, "order_key": "abc"})
    page.post("/?mode=image", {**ASKED, "prompt": "a paper plane", "order_key": "abc"})
    assert Job.objects.count() == 2


def test_the_same_contents_of_one_form_are_one_order_each_however_often_they_are_sent(page):
    for prompt in ("a paper boat", *("a paper plane",) * 3, "a paper boat"):
        page.post("/?mode=image", {**ASKED, "prompt": prompt, "order_key": "abc"})
    assert Job.objects.count() == 2


def test_the_same_file_posted_twice_in_one_form_is_one_order(page):
    for _ in range(2):
        page.post("/?mode=image", {**ASKED, "image__file": picture(), "order_key": "abc"})
    assert Job.objects.count() == 1


def test_what_was_not_sent_is_told_beside_the_button(page):
    body = page.post("/?mode=image", {**ASKED, "prompt": ""}).content.decode()
    assert "Not sent: Write a prompt first. One sentence is enough." in body


def test_pictures_leave_the_form_with_the_prompt(page):
    answer = page.post("/?mode=image", {**ASKED, "image": "https://example.com/a.png"}, headers=HTMX)
    assert "https://example.com/a.png" not in answer.content.decode()


def test_prompt_and_pictures_stay_where_their_owner_wants_that(page, owner):
    keep(owner, keep_prompt=True)
    given = {**ASKED, "image": "https://example.com/a.png"}
    for body in (page.post("/?mode=image", given, headers=HTMX).content.decode(), page.get("/").content.decode()):
        assert ">a paper boat</textarea>" in body
        assert 'value="https://example.com/a.png"' in body


def test_a_picture_that_was_deleted_meanwhile_does_not_stay(page, owner):
    keep(owner, keep_prompt=True)
    page.post("/?mode=image", {**ASKED, "image__file": picture()})
    Upload.objects.all().delete()
    assert 'class="thumb"' not in page.get("/").content.decode()


def test_a_default_that_was_set_wins_over_the_last_choice(page, owner):
    page.post("/?mode=image", {**ASKED, "aspect_ratio": "3:2"})
    keep(owner, default_image_model="gpt4o-image", image_aspect_ratio="2:3", n_variants=4)
    body = page.get("/").content.decode()
    assert 'name="model" value="gpt4o-image"' in body
    assert 'name="aspect_ratio" value="2:3" checked' in body
    assert 'name="n_variants" value="4" checked' in body


def test_after_a_reset_nothing_is_remembered(page, owner):
    page.post("/?mode=image", ASKED)
    preferences.reset(owner)
    assert 'name="model" value="gpt4o-image"' in page.get("/").content.decode()


def test_a_picture_is_taken_to_the_models_that_can_use_it_the_default_first(page, owner, kept_picture):
    keep(owner, default_video_model="runway")
    body = page.get(f"/?mode=video&from={kept_picture.pk}&use=image").content.decode()
    assert 'name="model" value="runway"' in body
    assert f'name="image" value="{kept_picture.pk}"' in body
    assert "data-from" in body


def test_where_a_picture_came_from_stays_known_when_the_order_is_refused(page, kept_picture):
    given = {"model": "veo3_fast", "prompt": "", "image": str(kept_picture.pk), "taken": str(kept_picture.pk)}
    assert "data-from" in page.post("/?mode=video", given, headers=HTMX).content.decode()


def test_a_picture_is_not_taken_to_a_withdrawn_model(page, owner, kept_picture):
    registry.switch("sora-2", True)
    keep(owner, default_video_model="sora-2")
    body = page.get(f"/?mode=video&from={kept_picture.pk}&use=image").content.decode()
    assert 'name="model" value="veo3_fast"' in body


def test_a_picture_is_taken_to_a_withdrawn_model_where_there_is_no_other(page, kept_picture):
    for spec in registry.specs("video"):
        registry.switch(spec.key, False)
    registry.switch("sora-2", True)
    body = page.get(f"/?mode=video&from={kept_picture.pk}&use=image").content.decode()
    assert 'name="model" value="sora-2"' in body


def test_a_combination_that_cannot_be_ordered_shows_no_price(page):
    chosen = {"model": "runway", "duration": "10", "quality": "1080p", "aspect_ratio": "16:9", "prompt": ""}
    body = page.post("/generate/price", chosen).content.decode()
    assert "Runway makes 1080p in 5 s only." in body
    assert 'data-conflict="quality"' in body
    assert "$" not in body


def test_lengths_are_shown_from_short_to_long_with_the_models_default(page):
    body = page.get("/?mode=video&model=veo3_fast").content.decode()
    places = [body.index(f'name="duration" value="{seconds}"') for seconds in (4, 6, 8)]
    assert places == sorted(places)
    assert 'name="duration" value="8" checked' in body


def test_the_button_says_how_many(page):
    page.post("/?mode=image", {**ASKED, "n_variants": "4"})
    assert "Generate 4 images" in page.get("/").content.decode()


def test_the_models_of_one_family_can_be_told_apart():
    names = ("Veo 3.1", "Veo 3.1 Fast", "Veo 3.1 Lite")
    assert [monogram(name) for name in names] == ["V3", "VF", "VL"]


def test_a_file_without_the_script_becomes_a_reference(page):
    page.post("/?mode=image", {**ASKED, "image__file": picture()})
    assert len(Job.objects.get().inputs["image"]) == 1


def test_an_address_without_the_script_becomes_a_reference(page):
    page.post("/?mode=image", {**ASKED, "image__url": "https://example.com/a.png"})
    assert Job.objects.get().inputs == {"image": ["https://example.com/a.png"]}


def test_a_file_that_is_no_picture_is_refused_at_its_field(page):
    answer = page.post("/?mode=image", {**ASKED, "image__file": SimpleUploadedFile("a.png", b"<html></html>")})
    assert answer.status_code == 422
    assert "a.png is no picture, video or sound" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_last_choices_come_back_without_the_prompt(page):
    page.post("/?mode=image", ASKED)
    body = page.get("/").content.decode()
    assert 'name="model" value="test-picture"' in body
    assert 'name="n_variants" value="2" checked' in body
    assert ">a paper boat</textarea>" not in body


def test_the_prompt_comes_back_where_its_owner_wants_that(page, owner):
    keep(owner, keep_prompt=True)
    page.post("/?mode=image", ASKED)
    assert ">a paper boat</textarea>" in page.get("/").content.decode()


def test_another_model_keeps_what_still_fits(page):
    body = page.post("/generate/switch", {**ASKED, "to": "gpt4o-image"}, headers=HTMX).content.decode()
    assert 'name="model" value="gpt4o-image"' in body
    assert ">a paper boat</textarea>" in body
    assert 'name="aspect_ratio" value="3:2" checked' in body


def test_pictures_move_to_the_other_models_field(page):
    given = {**ASKED, "image": "https://example.com/a.png", "to": "gpt4o-image"}
    body = page.post("/generate/switch", given, headers=HTMX).content.decode()
    assert 'name="images" value="https://example.com/a.png"' in body


def test_models_can_be_chosen_without_the_script_and_nothing_is_lost(page):
    body = page.post("/generate/models", ASKED).content.decode()
    assert '<input type="hidden" name="prompt" value="a paper boat">' in body
    assert 'name="to" value="nano-banana-2"' in body


def test_the_price_follows_what_is_chosen(page):
    body = page.post("/generate/price", {**ASKED, "n_variants": "4", "prompt": ""}).content.decode()
    assert "4 images" in body
    assert "≈ $0.12<" in body
    assert "24 credits" in body


def test_a_picture_is_answered_with_its_thumbnail(page):
    given = {"model": "test-picture", "field": "image", "file": picture()}
    body = page.post("/generate/picture", given).content.decode()
    assert 'name="image"' in body
    assert "/api/uploads/" in body


def test_a_bad_address_is_told_in_a_sentence(page):
    given = {"model": "test-picture", "field": "image", "reference": "not an address"}
    answer = page.post("/generate/picture", given)
    assert answer.status_code == 422
    assert "an address that begins with https://" in answer.content.decode()


def test_a_private_address_is_refused_at_once(page):
    given = {"model": "test-picture", "field": "image", "reference": "http://192.168.1.4/a.png"}
    answer = page.post("/generate/picture", given)
    assert answer.status_code == 422
    assert "private network" in answer.content.decode()


def test_a_private_address_is_refused_at_its_field_without_the_script(page):
    answer = page.post("/?mode=image", {**ASKED, "image__url": "http://127.0.0.1/a.png"})
    assert answer.status_code == 422
    assert "This address cannot be used" in answer.content.decode()
    assert not Job.objects.exists()


def test_an_address_is_shown_by_its_files_name(page):
    given = {"model": "test-picture", "field": "image", "reference": "https://example.com/pics/red%20fox.png"}
    assert "<span>red fox.png</span>" in page.post("/generate/picture", given).content.decode()


def test_a_jobs_settings_fill_the_form_again(page):
    page.post("/?mode=image", ASKED)
    body = page.get(f"/?job={Job.objects.get().pk}").content.decode()
    assert ">a paper boat</textarea>" in body


def test_without_any_key_the_button_leads_to_the_settings(client, owner, settings):
    settings.KIE_API_KEY = settings.SANDBOX_URL = ""
    body = client.get("/?model=gpt4o-image").content.decode()
    assert "MediaHub has no key for" in body
    assert "data-generate" not in body


def test_in_the_sandbox_the_page_says_so(client, owner, settings):
    settings.KIE_API_KEY, settings.SANDBOX_URL = "", "http://127.0.0.1:9"
    assert "Sandbox: pictures are placeholders." in client.get("/?model=gpt4o-image").content.decode()


def test_unknown_models_have_no_price(page):
    assert page.post("/generate/price", {**ASKED, "model": "nope"}).status_code == 404


# -- the feed


def feed(page, **query):
    return page.get("/generate/feed", query)


def test_nothing_new_is_answered_with_nothing(page, owner):
    from generation.feed import queue_state

    answer = feed(page, view="image", since=timezone.now().isoformat(), sig=queue_state(owner).signature)
    assert (answer.status_code, answer.content) == (204, b"")


def test_a_changed_job_comes_as_its_card_with_a_new_cursor(page, order):
    job = order()
    answer = feed(page, view="image", since=(timezone.now() - timedelta(seconds=2)).isoformat())
    assert f'id="job-{job.pk}"' in answer.content.decode()
    assert answer["X-Version"]


def test_rows_that_were_committed_late_are_sent_once_more(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(updated_at=timezone.now() - timedelta(seconds=4))
    assert str(job.pk) in feed(page, view="image", since=timezone.now().isoformat()).content.decode()


def test_only_this_modes_jobs_come(page, order):
    order()
    since = (timezone.now() - timedelta(minutes=1)).isoformat()
    assert 'class="job"' not in feed(page, view="video", since=since).content.decode()


def test_another_owners_jobs_never_come(page, order, django_user_model):
    Job.objects.filter(pk=order().pk).update(owner=django_user_model.objects.create_user("else"))
    since = (timezone.now() - timedelta(minutes=1)).isoformat()
    assert 'class="job"' not in feed(page, view="image", since=since).content.decode()


def test_the_pill_comes_when_the_queue_changed(page, order):
    order()
    answer = feed(page, sig="0.0.0.1")
    assert "1 waiting" in answer.content.decode()


def test_a_page_shows_twelve_and_leads_to_the_rest(page, order):
    for _ in range(13):
        order()
    body = page.get("/").content.decode()
    place = body.partition("/?mode=image&amp;before=")[2].partition('"')[0].replace("&amp;", "&")
    assert body.count('class="job"') == 12
    assert page.get(f"/?mode=image&before={place}").content.decode().count('class="job"') == 1


def test_a_strange_place_in_the_list_is_the_first_page(page, order):
    order()
    assert page.get("/?before=nonsense").content.decode().count('class="job"') == 1


def test_every_page_says_when_nobody_works(page):
    assert "Nothing is being made right now" in page.get("/queue").content.decode()


# -- the queue and its verbs


def test_the_queue_lists_by_what_is_needed(page, order):
    unclear = order()
    Job.objects.filter(pk=unclear.pk).update(state=State.UNCLEAR)
    order()
    body = page.get("/queue").content.decode()
    assert body.index(f"job-{unclear.pk}") < body.index("Waiting</h2>")
    assert "1 waiting" in body


def test_a_verb_as_a_plain_form_leads_back(page, order):
    job = order()
    answer = page.post(f"/jobs/{job.pk}/cancel")
    assert (answer.status_code, answer["Location"]) == (302, "/queue")
    assert Job.objects.get().state == State.CANCELLED


def test_a_verb_by_the_script_gives_the_card(page, order):
    answer = page.post(f"/jobs/{order().pk}/cancel", headers=HTMX)
    assert 'data-status="cancelled"' in answer.content.decode()


def test_what_may_cost_money_is_asked_first_without_the_script(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    body = page.post(f"/jobs/{job.pk}/send-again").content.decode()
    assert "Send this order again?" in body
    assert Job.objects.get().state == State.UNCLEAR


def test_what_needs_a_word_by_now_is_never_drawn_into_a_card_as_a_page(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=State.RUNNING)
    answer = page.post(f"/jobs/{job.pk}/cancel", headers=HTMX)
    assert answer.status_code == 409
    assert "<html" not in answer.content.decode()
    assert Job.objects.get().cancel_requested_at is None


def test_with_a_yes_it_is_sent_again(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    page.post(f"/jobs/{job.pk}/send-again", {"sure": "1"})
    assert Job.objects.get().state == State.QUEUED


def test_what_is_not_possible_is_told_on_the_card(page, order):
    answer = page.post(f"/jobs/{order().pk}/retry", headers=HTMX)
    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()


def test_a_refused_task_id_stays_in_its_box(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    answer = page.post(f"/jobs/{job.pk}/adopt", {"remote_id": "two words"}, headers=HTMX)
    assert 'value="two words"' in answer.content.decode()


def test_another_owners_job_is_not_there(page, order, django_user_model):
    job = order()
    Job.objects.filter(pk=job.pk).update(owner=django_user_model.objects.create_user("else"))
    assert page.post(f"/jobs/{job.pk}/cancel").status_code == 404
    assert page.get(f"/jobs/{job.pk}").status_code == 404


def test_unknown_verbs_are_not_found(page, order):
    assert page.post(f"/jobs/{order().pk}/explode").status_code == 404


def test_a_job_has_a_page_with_its_history(page, order):
    body = page.get(f"/jobs/{order().pk}").content.decode()
    assert "What happened" in body
    assert "Asked for." in body


def again(page, job, **given):
    return page.post(f"/jobs/{job.pk}/retry", given, headers=HTMX)


def test_two_clicks_on_again_are_one_order(page, order):
    job = jobs.cancel(order())
    for _ in range(2):
        again(page, job, order_key="abc")
    assert Job.objects.count() == 2


def test_each_card_brings_its_own_number_for_again(page, order):
    job = jobs.cancel(order())
    bodies = [page.get("/").content.decode() for _ in range(2)]
    keys = [body.rpartition('name="order_key" value="')[2].partition('"')[0] for body in bodies]
    for key in keys:
        again(page, job, order_key=key)
    assert len(set(keys)) == 2
    assert Job.objects.count() == 3


def test_again_names_its_price(page, order):
    jobs.cancel(order(n_variants=2))
    assert "Again · ≈ $0.06" in page.get("/").content.decode()


def test_two_clicks_on_send_again_are_one_sending(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    page.post(f"/jobs/{job.pk}/send-again", {"sure": "1", "order": "1"})
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    answer = page.post(f"/jobs/{job.pk}/send-again", {"sure": "1", "order": "1"}, headers=HTMX)
    assert answer.status_code == 409
    assert Job.objects.get().orders == 2


def test_the_question_before_sending_again_keeps_which_order_it_is_about(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    body = page.post(f"/jobs/{job.pk}/send-again", {"order": "1"}).content.decode()
    assert '<input type="hidden" name="order" value="1">' in body


@pytest.fixture
def to_mend(order):
    """A failure that only the account's owner can mend."""
    gone = {"state": State.FAILED, "error_code": "no_credit", "finished_at": timezone.now()}
    job = order()
    Job.objects.filter(pk=job.pk).update(**gone)
    return job


@pytest.mark.parametrize("path", ["/", "/queue"])
def test_a_failure_can_be_dismissed_where_it_shows(page, to_mend, path):
    body = page.get(path).content.decode()
    assert f'action="/jobs/{to_mend.pk}/hide"' in body
    assert "Dismiss" in body


@pytest.mark.parametrize("address", ["/jobs/{}/hide", "/queue/clear"])
def test_a_failure_that_was_put_away_needs_nobody(page, owner, to_mend, address):
    from generation.feed import queue_state

    page.post(address.format(to_mend.pk))
    assert queue_state(owner).needs_you == 0


def test_an_unclear_order_stays_when_the_rest_is_cleared(page, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR)
    page.post("/queue/clear")
    assert Job.objects.get().hidden_at is None


def test_a_jobs_page_shows_its_pictures_and_its_price(page, kept_picture, order):
    job = order()
    Job.objects.filter(pk=job.pk).update(inputs={"image": [str(kept_picture.pk), "https://example.com/fox.png"]})
    body = page.get(f"/jobs/{job.pk}").content.decode()
    assert f'href="/asset/{kept_picture.pk}"' in body
    assert 'href="https://example.com/fox.png"' in body
    assert "≈ $0.03" in body


def test_a_sandbox_jobs_page_never_doubts_the_money(page, order):
    job = order()
    words = "No answer came. It may have been charged. Look before sending again."
    Job.objects.filter(pk=job.pk).update(state=State.UNCLEAR, sandbox=True, error_message=words, charged="maybe")
    job.events.create(to_state="unclear", message=words)
    body = page.get(f"/jobs/{job.pk}").content.decode()
    assert "may have been charged" not in body
    assert "No answer came. Look before sending again." in body


def test_finished_jobs_can_be_cleared(page, order):
    jobs.cancel(order())
    page.post("/queue/clear")
    assert Job.objects.get().hidden_at


def test_a_failure_that_was_asked_for_again_needs_nobody(page, order, owner):
    from generation.feed import queue_state

    job = order()
    gone = {"state": State.FAILED, "error_code": "no_credit", "finished_at": timezone.now()}
    Job.objects.filter(pk=job.pk).update(**gone)
    before = queue_state(owner).needs_you
    jobs.retry(Job.objects.get(pk=job.pk))
    assert (before, queue_state(owner).needs_you) == (1, 0)


@pytest.mark.parametrize("state", list(State))
def test_every_state_is_drawn_as_a_card_and_as_a_row(page, order, state):
    job = order()
    Job.objects.filter(pk=job.pk).update(state=state, error_message="Something.", finished_at=timezone.now())
    assert f'id="job-{job.pk}"' in page.get("/").content.decode()
    assert f'id="job-{job.pk}"' in page.get("/queue").content.decode()


def test_a_post_of_an_unknown_model_keeps_what_was_typed(page, owner):
    keep(owner, default_image_model="test-picture")
    answer = page.post("/?mode=image", {**ASKED, "model": "gone", "n_variants": "4"})

    body = answer.content.decode()
    assert answer.status_code == 422
    assert "a paper boat</textarea>" in body
    assert 'name="model" value="test-picture"' in body
    assert "That model is not offered here." in body
    assert not Job.objects.exists()


def test_a_picture_posted_for_an_unknown_model_is_kept(page, owner):
    asked = {"model": "gone", "prompt": "it sails", "image__file": picture()}
    body = page.post("/?mode=video", asked, headers=HTMX).content.decode()

    assert str(Upload.objects.get().pk) in body
    assert 'id="composer"' in body


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00%2B23:59", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59"])
def test_a_moment_at_the_ends_of_time_breaks_no_page(page, at):
    assert page.get(f"/?before={at}~{uuid.uuid4()}").status_code == 200
    assert page.get(f"/generate/older?before={at}~{uuid.uuid4()}").status_code == 200
    assert page.get(f"/generate/feed?view=image&since={at}").status_code in (200, 204)
