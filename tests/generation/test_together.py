"""Writes of many threads in one transaction."""

import threading

import pytest
from django.db import IntegrityError, OperationalError, connection, transaction

from generation.jobs import together as module
from generation.jobs.together import together
from generation.models import ModelSwitch
from mediahub import logs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def writer(monkeypatch):
    """A writing thread of this test's own, whatever the database is."""
    made = module._Writer()
    made.is_on = True
    monkeypatch.setattr(module, "_writer", made)
    return made


def _switch(name):
    return lambda: ModelSwitch.objects.create(model=name, enabled=True)


def _at_once(*writes):
    """Run the writes in threads of their own; what each raised, by place."""
    raised = {}

    def run(at, write):
        try:
            together(write)
        except IntegrityError as error:
            raised[at] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(writes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_what_was_written_is_committed_when_the_call_returns(writer):
    _at_once(*(_switch(f"model {number}") for number in range(20)))
    assert ModelSwitch.objects.count() == 20


def test_one_that_breaks_takes_no_other_with_it(writer):
    ModelSwitch.objects.create(model="there", enabled=True)
    batch = [module._Waiting(_switch(name)) for name in ("first", "there", "last")]
    module._write(batch)
    assert [type(each.done.exception()) for each in batch] == [type(None), IntegrityError, type(None)]
    assert set(ModelSwitch.objects.values_list("model", flat=True)) == {"first", "there", "last"}


def test_the_one_who_broke_it_is_told(writer):
    raised = _at_once(_switch("same"), _switch("same"))
    assert len(raised) == 1
    assert ModelSwitch.objects.count() == 1


def test_a_write_knows_the_request_that_it_belongs_to(writer):
    seen = []
    token = logs.request_id.set("of-this-request")
    try:
        each = module._Waiting(lambda: seen.append(logs.request_id.get()))
    finally:
        logs.request_id.reset(token)
    module._write([each])
    assert seen == ["of-this-request"]


def test_inside_a_transaction_it_waits_for_nobody(writer):
    with transaction.atomic():
        together(_switch("inner"))
        assert ModelSwitch.objects.count() == 1
        transaction.set_rollback(True)
    assert ModelSwitch.objects.count() == 0


def test_without_the_thread_it_is_a_transaction_of_its_own():
    def broken():
        ModelSwitch.objects.create(model="half", enabled=True)
        raise LookupError

    with pytest.raises(LookupError):
        together(broken)
    assert ModelSwitch.objects.count() == 0


def test_a_writer_that_meets_trouble_says_so_and_goes_on(writer, monkeypatch):
    broken = [OperationalError("gone away")]

    def close():
        if broken:
            raise broken.pop()

    monkeypatch.setattr(module, "close_old_connections", close)
    with pytest.raises(OperationalError):
        together(_switch("first"))
    _at_once(_switch("second"))
    assert list(ModelSwitch.objects.values_list("model", flat=True)) == ["second"]
