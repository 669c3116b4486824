"""Ranges, caching and the headers that make a file harmless."""

import pytest
from django.test import RequestFactory

from gallery.serving import file_response

DATA = bytes(range(256)) * 4


@pytest.fixture
def served(write):
    path = write(DATA, "film.mp4")

    def ask(method="get", query="", mime="video/mp4", name="film.mp4", **headers):
        request = getattr(RequestFactory(), method)(f"/x{query}", headers=headers)
        return file_response(request, path, mime, tag="abc", download_name=name)

    return ask


def body(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


@pytest.mark.parametrize(
    ("asked", "begin", "end"),
    [
        ("bytes=0-", 0, 1024),
        ("bytes=0-0", 0, 1),
        ("bytes=100-199", 100, 200),
        ("bytes=1000-5000", 1000, 1024),
        ("bytes=1023-", 1023, 1024),
        ("bytes=-24", 1000, 1024),
        ("bytes=-5000", 0, 1024),
        ("bytes= 5 - 9", 5, 10),
    ],
)
def test_a_part_is_what_was_asked_for(served, asked, begin, end):
    response = served(Range=asked)
    assert (response.status_code, body(response)) == (206, DATA[begin:end])
    assert response["Content-Range"] == f"bytes {begin}-{end - 1}/1024"
    assert response["Content-Length"] == str(end - begin)


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=5000-6000", "bytes=-0"])
def test_a_part_behind_the_end_is_refused(served, asked):
    response = served(Range=asked)
    assert (response.status_code, response["Content-Range"], body(response)) == (416, "bytes */1024", b"")


NO_RANGES = ["", "bytes=", "bytes=-", "bytes=9-5", "bytes=a-b", "pages=1-2", "bytes=0-1,5-6", f"bytes={'9' * 40}-"]


@pytest.mark.parametrize("asked", NO_RANGES)
def test_what_is_no_single_range_gives_the_whole(served, asked):
    response = served(Range=asked)
    assert (response.status_code, body(response)) == (200, DATA)
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize(("condition", "status"), [('"abc"', 206), ('"old"', 200), ('W/"abc"', 200)])
def test_a_part_is_only_given_of_the_same_content(served, condition, status):
    assert served(Range="bytes=0-9", **{"If-Range": condition}).status_code == status


def test_a_date_may_say_that_the_content_is_the_same(served):
    date = served()["Last-Modified"]
    assert served(Range="bytes=0-9", **{"If-Range": date}).status_code == 206
    assert served(Range="bytes=0-9", **{"If-Range": "Mon, 01 Jan 2001 00:00:00 GMT"}).status_code == 200


@pytest.mark.parametrize("tags", ['"abc"', 'W/"abc"', '"x", "abc"', "*"])
def test_what_the_browser_has_is_not_sent_again(served, tags):
    response = served(**{"If-None-Match": tags})
    assert (response.status_code, body(response), response["ETag"]) == (304, b"", '"abc"')


def test_times_decide_only_without_tags(served):
    date = served()["Last-Modified"]
    assert served(**{"If-Modified-Since": date}).status_code == 304
    assert served(**{"If-Modified-Since": date, "If-None-Match": '"x"'}).status_code == 200
    assert served(**{"If-Modified-Since": "never"}).status_code == 200


def test_a_head_tells_the_length_and_sends_nothing(served):
    response = served("head", Range="bytes=0-9")
    assert (response.status_code, response["Content-Length"], body(response)) == (200, "1024", b"")


def test_every_answer_is_harmless(served):
    for response in (served(), served(Range="bytes=0-1")):
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert response["Cache-Control"] == "private, max-age=31536000, immutable"


def test_only_listed_types_are_shown(served):
    assert served()["Content-Disposition"].startswith("inline")
    assert served(mime="text/html")["Content-Disposition"].startswith("attachment")


def test_a_download_has_the_files_name(served):
    assert served(query="?download=1")["Content-Disposition"] == 'attachment; filename="film.mp4"'


def test_a_name_cannot_break_out_of_its_header(served):
    told = served(name='ä"\r\nX: y.mp4')["Content-Disposition"]
    assert told == "inline; filename=\"____X_ y.mp4\"; filename*=UTF-8''%C3%A4%22%0D%0AX%3A%20y.mp4"


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        file_response(RequestFactory().get("/x"), tmp_path / "gone", "image/png")
