"""Starts MediaHub's processes, restarts those that die or hang, and ends them all.

Every child stays in the supervisor's session and process group and holds the lifeline (``mediahub.lifeline``). Only
main processes are signalled: django-q's workers, told to stop one by one, would leave their main process waiting.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mediahub import lifeline, log_files, processes

#: Seconds: the pause before a restart, the longest it grows to, and the life after which it starts small again.
_LEAST_PAUSE, _MOST_PAUSE, _STEADY_AFTER = 0.5, 10.0, 30.0
#: Seconds that children have to end by themselves; with killing the rest, stopping stays under 10.
_GRACE = 6.0
_TICK = 0.1


@dataclass(frozen=True)
class Program:
    """A main process. ``heartbeat``: the name under which it shows that it works; empty for one that is not watched.

    ``passed``: descriptors that it inherits beside the lifeline.
    """

    name: str
    arguments: tuple[str, ...]
    heartbeat: str = ""
    passed: tuple[int, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict)


class Child:
    """A program, running or about to run again. ``pause`` is the time in seconds until the next start after an end."""

    def __init__(self, program: Program, log: Path) -> None:
        self.program = program
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self.pause = _LEAST_PAUSE
        self.starts = 0
        self.started_at = 0.0
        self.start_due = 0.0

    def start(self, lifeline_end: int, environment: Mapping[str, str]) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.arguments,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**environment, **self.program.environment},
                pass_fds=(lifeline_end, *self.program.passed),
            )
        self.starts += 1
        self.started_at = time.monotonic()

    def age(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started_at

    def end_code(self) -> int | None:
        """The exit status, None while it runs or before it ran."""
        return self.process.poll() if self.process else None

    def plan_restart(self) -> float:
        """Forget the ended process. Returns the pause in seconds, which doubles while it keeps dying young."""
        self.pause = _LEAST_PAUSE if self.age() > _STEADY_AFTER else self.pause
        wait, self.pause = self.pause, min(self.pause * 2, _MOST_PAUSE)
        self.process, self.start_due = None, time.monotonic() + wait
        return wait

    def kill(self) -> None:
        """End the whole tree at once."""
        if not self.process or self.process.poll() is not None:
            return
        tree = [self.process.pid, *processes.descendants(self.process.pid)]
        for pid in tree:
            processes.send(pid, signal.SIGKILL)


class Supervisor:
    """Keeps programs running until told to stop.

    ``stale(name)`` says that a heartbeat is too old; ``tell`` prints one line for the person.
    """

    def __init__(
        self, programs: list[Program], *, logs: Path, stale: Callable[[str], bool], tell: Callable[[str], None]
    ) -> None:
        self.children = [Child(program, log_files.fresh(logs, program.name)) for program in programs]
        self._stale = stale
        self._tell = tell
        self._reading_end, self._writing_end, value = lifeline.create()
        self._environment = {**os.environ, lifeline.VARIABLE: value, "PYTHONUNBUFFERED": "1"}
        self._stopping_since = 0.0
        self._in_a_hurry = False
        self._next_look = 0.0
        self._wall = time.time()

    def listen_for_signals(self) -> None:
        """From now on SIGTERM, SIGINT and SIGHUP end ``run``; one more, a second later, ends it without waiting."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stop())

    def stop(self) -> None:
        now = time.monotonic()
        # make passes on what the terminal has already sent to all: two at once are one
        self._in_a_hurry = self.stopping and now - self._stopping_since > 1.0
        self._stopping_since = self._stopping_since or now

    @property
    def stopping(self) -> bool:
        return self._stopping_since > 0

    def run(self, *, each_tick: Callable[[], None], hang_after: float = 60.0) -> None:
        """Start everything and keep it running until a signal comes, then end it.

        ``hang_after``: seconds that a child has before its heartbeat is judged. What ``each_tick`` raises ends it too.
        """
        try:
            while not self.stopping:
                for child in self.children:
                    self._keep(child)
                self._look_for_hanging(hang_after)
                each_tick()
                time.sleep(_TICK)
        finally:
            self._end()

    def _keep(self, child: Child) -> None:
        if child.process is None and time.monotonic() >= child.start_due:
            child.start(self._reading_end, self._environment)
        code = child.end_code()
        if code is None:
            return
        wait = child.plan_restart()
        self._tell(
            f"The {child.program.name} process ended ({_ending(code)}); it starts again in {wait:g} s. Log: {child.log}"
        )

    def _look_for_hanging(self, hang_after: float) -> None:
        if time.monotonic() < self._next_look:
            return
        self._next_look = time.monotonic() + 5.0
        for child in self.children:
            log_files.bound(child.log)
        slept, self._wall = time.time() - self._wall > 15.0, time.time()
        for child in self.children:
            if slept:  # the machine was asleep: every heartbeat is old and nobody hangs
                child.started_at = time.monotonic()
            elif child.process and child.age() > hang_after and self._is_silent(child.program):
                self._tell(f"The {child.program.name} process hangs; it is ended and starts again. Log: {child.log}")
                child.kill()

    def _is_silent(self, program: Program) -> bool:
        return bool(program.heartbeat) and self._stale(program.heartbeat)

    def _end(self) -> None:
        """Ask the main processes, wait, then kill what is left of them and of everything below."""
        running = [child.process for child in self.children if child.process]
        for process in running:
            processes.send(process.pid, signal.SIGTERM)
        deadline = time.monotonic() + _GRACE
        while (
            any(process.poll() is None for process in running) and time.monotonic() < deadline and not self._in_a_hurry
        ):
            time.sleep(0.05)
        for child in self.children:
            child.kill()
        for process in running:
            process.wait()
        os.close(self._writing_end)
        os.close(self._reading_end)


def manage(*arguments: str) -> tuple[str, ...]:
    """The arguments that run one of our own commands with this Python."""
    return (sys.executable, str(Path(__file__).resolve().parent.parent / "manage.py"), *arguments)


def _ending(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"
