"""Work in a process of its own."""

from __future__ import annotations

import os

import pytest
from django.core.management import CommandError

from mediahub.apart import apart


def test_what_it_did_is_done_and_nothing_stays_in_memory(tmp_path):
    kept = []

    def work():
        kept.append("here")
        (tmp_path / "pid").write_text(str(os.getpid()))

    apart(work)
    assert kept == []
    assert (tmp_path / "pid").read_text() != str(os.getpid())


def test_a_refusal_comes_through_in_its_own_words():
    def work():
        raise CommandError("The database does not answer: “away”.")

    with pytest.raises(CommandError, match="does not answer: “away”"):
        apart(work)


def test_what_breaks_is_told_and_stops_the_start(capfd):
    def work():
        raise LookupError("a bug")

    with pytest.raises(CommandError, match="ended by itself"):
        apart(work)
    assert "LookupError: a bug" in capfd.readouterr().err


def test_a_process_that_is_killed_stops_the_start():
    with pytest.raises(CommandError, match="status -9"):
        apart(lambda: os.kill(os.getpid(), 9))
