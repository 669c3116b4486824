"""The unguessable part of a callback's address."""

from __future__ import annotations

import uuid

from generation import tokens


def test_a_token_names_its_job():
    job_id = uuid.uuid4()
    assert tokens.job_id(tokens.for_job(job_id)) == job_id


def test_a_forged_token_names_nothing():
    token = tokens.for_job(uuid.uuid4())
    assert tokens.job_id(token[:-2] + "xx") is None
    assert tokens.job_id("nonsense") is None


def test_a_token_needs_no_quoting_in_an_address():
    assert tokens.for_job(uuid.uuid4()).replace("-", "").replace("_", "").replace(".", "").isalnum()
