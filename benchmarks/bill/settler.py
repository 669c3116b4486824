"""What a person does about what a hub could not settle by itself, through the documented verbs of its API.

The person looks into the provider's log (the bill): an order that is there is adopted by its id; one that is not is
sent again or given up. A few impatient ones send again without looking: that second bill is by their word.
"""

from __future__ import annotations

import time
from collections import Counter
from pathlib import Path
from typing import Any

import requests

from benchmarks.bill import book, rows
from benchmarks.bill.plan import number_of
from benchmarks.bill.shard import Shard

_PRESS_AGAIN = 8.0
_MOST_IMPATIENT = 2


class Settler:
    """Settles the jobs of one hub. ``done``: how often each verb was used."""

    def __init__(self, shard: Shard, bill: Path) -> None:
        self.shard, self.bill = shard, bill
        self.done: Counter[str] = Counter()
        self._pressed: dict[str, float] = {}

    def run(self, within: float) -> int:
        """Until nothing is open or unclear, or the time is up; how many are left."""
        deadline = time.monotonic() + within
        while True:
            self.shard.revive()
            try:
                left = self._open()
                for task in left:
                    self._settle(task)
            except requests.RequestException:
                left = [{}]  # not there at the moment
            if not left or time.monotonic() > deadline:
                return len(left)
            time.sleep(3.0)

    def _open(self) -> list[dict[str, Any]]:
        """What is not over: tasks at work, unclear ones, and failed ones whose files a person would ask for again."""
        left = [task for status in ("pending", "processing", "unclear") for task in self._tasks(status)]
        return left + [task for task in self._tasks("failed") if "download" in task["possible"]]

    def _tasks(self, status: str) -> list[dict[str, Any]]:
        found, following = [], f"/api/tasks?status={status}&limit=200"
        while following:
            answer = requests.get(f"{self.shard.hub.url}{following}", timeout=60)
            answer.raise_for_status()
            found += answer.json()["results"]
            following = answer.json()["next"]
        return found

    def _settle(self, task: dict[str, Any]) -> None:
        if task["status"] == "unclear":
            self._settle_unclear(task)
            return
        wanted = "download" in task["possible"] and (task.get("notice") or task["status"] == "failed")
        if wanted and self._rested(task["task_id"]):
            if self.shard.plans[_number(task)].has("result gone"):
                self._let_a_day_pass(task["task_id"])
            self._press(task, "download")

    def _settle_unclear(self, task: dict[str, Any]) -> None:
        number = _number(task)
        if task["remote_id"]:
            self._press(task, "look")
            return
        sendings = [line for line in book.read(self.bill) if line.number == number]
        if sendings and number % 10 == 7 and self.done["send-again unseen"] < _MOST_IMPATIENT:
            self._press(task, "send-again", counted="send-again unseen")
            return
        known = {job.remote_id for job in rows.read(self.shard.hub, files=False) if job.number == number}
        free = [line.task_id for line in sendings if line.task_id not in known]
        if free:
            self._press(task, "adopt", remote_id=free[-1])
        else:
            self._press(task, "send-again" if number % 3 == 0 else "give-up")

    def _press(self, task: dict[str, Any], verb: str, counted: str = "", **body: str) -> None:
        answer = requests.post(f"{self.shard.hub.url}/api/tasks/{task['task_id']}/{verb}", json=body, timeout=60)
        if answer.status_code == 200:
            self.done[counted or verb] += 1
        elif answer.status_code not in (400, 409):  # somebody else was quicker: looked at again in a moment
            answer.raise_for_status()

    def _rested(self, task_id: str) -> bool:
        """Nobody presses a button all the time."""
        now = time.monotonic()
        if now - self._pressed.get(task_id, 0.0) < _PRESS_AGAIN:
            return False
        self._pressed[task_id] = now
        return True

    def _let_a_day_pass(self, task_id: str) -> None:
        """The day for which links live is over."""
        mark = "%s" if self.shard.hub.services.database_url else "?"
        value = task_id if self.shard.hub.services.database_url else task_id.replace("-", "")
        with rows.connected(self.shard.hub) as database:
            expired = "UPDATE generation_job SET results_expire_at = '2020-01-01 00:00:00+00:00'"
            database.execute(f"{expired} WHERE id = {mark}", (value,))


def _number(task: dict[str, Any]) -> int:
    number = number_of(task["prompt"])
    assert number is not None
    return number
