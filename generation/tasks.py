"""What the queue runs. A message carries one id or nothing; the row is the truth."""

from __future__ import annotations

from gallery import library
from generation import health, jobs, leases, steps, sweep, tally
from mediahub import logs


def work(job_id: str) -> None:
    """Work on one job now, if it is due and nobody holds it."""
    leases.as_part("cluster")
    health.beat("cluster")
    job = jobs.claim(job_id)
    if job:
        with logs.about(job.log_words):
            steps.take(job)


def beat() -> None:
    """Prove that the cluster takes tasks: a cluster can hang while it looks alive."""
    health.beat("cluster")


def stand_in() -> None:
    """Each minute: sweep for a while where no sweep process runs."""
    sweep.run_for(50)


def tidy() -> None:
    """Each day: remove what has lain in the trash for a month; put old counts together."""
    library.purge()
    tally.fold()
    health.forget_the_gone()


def clear_tray() -> None:
    """Every five minutes: remove what nobody saved in time."""
    jobs.clear_tray()
