"""Work of which a process that stays need keep nothing in memory, such as checking and migrating before a start."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable

from django.core.management import CommandError
from django.db import connections


def apart(prepare: Callable[[], None]) -> None:
    """Call ``prepare`` in a process of its own; raises its ``CommandError``."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os._exit(_said(prepare, writing))
    os.close(writing)
    with open(reading, encoding="utf-8") as told:  # noqa: PTH123 - a descriptor
        words = told.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if words or code:
        raise CommandError(words or f"Its preparation ended by itself (status {code}).")


def _said(prepare: Callable[[], None], writing: int) -> int:
    """The exit status of ``prepare``; what it refuses is written to whoever waits."""
    try:
        prepare()
    except CommandError as problem:
        os.write(writing, str(problem).encode())
        return 1
    except KeyboardInterrupt:
        return 1
    except BaseException:  # noqa: BLE001 - this process ends here, whatever it is
        traceback.print_exc()
        return 1
    finally:
        connections.close_all()
        sys.stdout.flush()
        sys.stderr.flush()
    return 0
