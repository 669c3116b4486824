"""The Generate page: its form, refusals, what it remembers, and its feed."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from generation import jobs
from generation.models import Job, State
from mediahub.access import owner as local_owner
from settings_app import preferences

HTMX = {"HX-Request": "true"}
ASKED = {"model": "test-picture", "prompt": "a paper boat", "aspect_ratio": "3:2", "n_variants": "2"}


@pytest.fixture
def owner(db):
    return local_owner()


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


def test_a_file_without_the_script_becomes_a_reference(page):
    page.post("/?mode=image", {**ASKED, "image__file": picture()})
    assert len(Job.objects.get().inputs["image"]) == 1


def test_an_address_without_the_script_becomes_a_reference(page):
    page.post("/?mode=image", {**ASKED, "image__url": "https://example.com/a.png"})
    assert Job.objects.get().inputs == {"image": ["https://example.com/a.png"]}


def test_a_file_that_is_no_picture_is_refused_at_its_field(page):
    answer = page.post("/?mode=image", {**ASKED, "image__file": SimpleUploadedFile("a.png", b"<html></html>")})
    assert answer.status_code == 422
    assert "a.png is not an image" in answer.content.decode()
    assert not Job.objects.exists()


def test_the_last_choices_come_back_without_the_prompt(page):
    page.post("/?mode=image", ASKED)
    body = page.get("/").content.decode()
    assert 'name="model" value="test-picture"' in body
    assert 'name="n_variants" value="2" checked' in body
    assert ">a paper boat</textarea>" not in body


def test_the_prompt_comes_back_where_its_owner_wants_that(page, owner):
    stored = preferences.for_owner(owner)
    stored.keep_prompt = True
    stored.save()
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
    assert "≈ $0.12 · 24 credits" in body


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


def test_unknown_models_are_not_found(page):
    assert page.post("/?mode=image", {**ASKED, "model": "nope"}).status_code == 404


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
