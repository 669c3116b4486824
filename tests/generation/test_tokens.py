"""The unguessable part of a callback's address."""

from __future__ import annotations

import uuid

from generation import tokens


def test_a_token_names_its_job():
    job_id = uuid.uuid4()
    assert tokens.order_of(tokens.for_order(job_id, 2)) == (job_id, 2)


def test_a_forged_token_names_nothing():
    token = tokens.for_order(uuid.uuid4(), 1)
    assert tokens.order_of(token[:-2] + "xx") is None
    assert tokens.order_of("nonsense") is None


def test_a_token_needs_no_quoting_in_an_address():
    assert tokens.for_order(uuid.uuid4(), 1).replace("-", "").replace("_", "").replace(".", "").isalnum()
