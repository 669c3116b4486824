"""How the supervisor keeps programs: restarts, pauses, hanging ones, logs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from mediahub.supervisor import Child, Program, Supervisor

SLEEPER = (sys.executable, "-S", "-c", "import time; time.sleep(60)")
FAILING = (sys.executable, "-S", "-c", "import sys; print('no such thing'); sys.exit(3)")


def run(program: Program, logs: Path, *, starts: int, stale: bool = False) -> tuple[Child, list[str]]:
    """Keep a program until it was started so many times. Returns the child and what was told."""
    told: list[str] = []
    supervisor = Supervisor([program], logs=logs, stale=lambda name: stale, tell=told.append)
    child = supervisor.children[0]

    def look() -> None:
        if child.starts >= starts:
            supervisor.stop()

    supervisor.run(each_tick=look, hang_after=0)
    return child, told


def test_a_program_that_fails_is_started_again_and_its_log_is_named(tmp_path: Path) -> None:
    child, told = run(Program("clock", FAILING), tmp_path, starts=2)
    assert "The clock process ended (exit status 3); it starts again in 0.5 s." in told[0]
    assert str(tmp_path / "clock.log") in told[0]
    assert "no such thing" in child.log.read_text()


def test_pauses_grow_while_it_keeps_failing(tmp_path: Path) -> None:
    child = Child(Program("clock", FAILING), tmp_path / "log")
    child.started_at = float("inf")  # always young
    assert [child.plan_restart() for _ in range(7)] == [0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 10.0]


def test_a_program_that_ran_for_long_starts_again_at_once(tmp_path: Path) -> None:
    child = Child(Program("clock", FAILING), tmp_path / "log")
    child.pause, child.started_at = 10.0, 0.0
    assert child.plan_restart() == 0.5


def test_a_program_without_a_sign_of_life_is_killed_and_started_again(tmp_path: Path) -> None:
    _, told = run(Program("clock", SLEEPER, heartbeat="clock"), tmp_path, starts=2, stale=True)
    assert "hangs" in told[0]
    assert "SIGKILL" in told[1]


def test_a_program_that_is_not_watched_is_left_alone(tmp_path: Path) -> None:
    _, told = run(Program("clock", SLEEPER), tmp_path, starts=1, stale=True)
    assert told == []


def test_the_children_end_when_the_watching_breaks_off(tmp_path: Path) -> None:
    supervisor = Supervisor([Program("clock", SLEEPER)], logs=tmp_path, stale=lambda name: False, tell=print)
    with pytest.raises(ZeroDivisionError):
        supervisor.run(each_tick=lambda: 1 / 0)  # type: ignore[arg-type, return-value]
    process = supervisor.children[0].process
    assert process is not None
    assert process.poll() is not None


def test_earlier_logs_are_kept_for_three_starts(tmp_path: Path) -> None:
    for number in range(5):
        Supervisor([Program("clock", FAILING)], logs=tmp_path, stale=lambda name: False, tell=print)
        (tmp_path / "clock.log").write_text(str(number))
    held = {file.name: file.read_text() for file in tmp_path.iterdir()}
    assert held == {"clock.log": "4", "clock.1.log": "3", "clock.2.log": "2", "clock.3.log": "1"}
