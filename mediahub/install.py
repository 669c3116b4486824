"""Makes ``.venv`` and installs a requirements file into it, once for each state of that file. Standard library only.

``python3 -m mediahub.install requirements.txt``: what ``make run`` and ``make test`` call first. Two at once wait for
each other; an installation that was cut off is done again.
"""

import contextlib
import fcntl
import hashlib
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"

_TOO_OLD = """MediaHub needs Python 3.11 or newer; {python} is {version}.
Name a newer one: make {goal} PYTHON=python3.12"""
_NO_VENV = """Python's own venv is missing from {python}.
On Debian or Ubuntu: sudo apt install python3-venv"""
_NO_PACKAGES = """The packages could not be installed; what pip said stands above.
Check the network and run the same command again: it goes on where it stopped."""


def main(requirements: str) -> None:
    """Install; a sentence and exit status 1 where that is impossible."""
    goal = "run" if requirements == "requirements.txt" else "test"
    if sys.version_info < (3, 11):  # noqa: UP036 - the sentence is for whoever runs an older one
        sys.exit(_TOO_OLD.format(python=sys.executable, version=sys.version.split()[0], goal=goal))
    if _is_installed(requirements):
        return
    with (ROOT / ".venv.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # goes with the process, however it ends
        if not _is_installed(requirements):
            _make_venv()
            _install(requirements)


def _is_installed(requirements: str) -> bool:
    stamp = _stamp(requirements)
    return PYTHON.exists() and stamp.is_file() and stamp.read_text(encoding="ascii") == _fingerprint(requirements)


def _stamp(requirements: str) -> Path:
    return VENV / f".installed-{requirements}"


def _fingerprint(requirements: str) -> str:
    """A hash of the file and of those that it includes."""
    text = (ROOT / requirements).read_text(encoding="utf-8")
    included = [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith("-r ")]
    return hashlib.sha256("".join([text, *map(_fingerprint, included)]).encode()).hexdigest()


def _make_venv() -> None:
    if PYTHON.exists() and _succeeds(PYTHON, "-m", "pip", "--version"):
        return
    print("Making .venv …", flush=True)
    if not _succeeds(sys.executable, "-m", "venv", "--clear", VENV):
        sys.exit(_NO_VENV.format(python=sys.executable))


def _succeeds(*command: str | Path) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _install(requirements: str) -> None:
    print(f"Installing the packages of {requirements} …", flush=True)
    pip = (PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", ROOT / requirements)
    if subprocess.run(pip, check=False).returncode != 0:
        sys.exit(_NO_PACKAGES)
    included = [name for name in ("requirements.txt",) if requirements == "requirements-dev.txt"]
    for name in (requirements, *included):
        _stamp(name).write_text(_fingerprint(name), encoding="ascii")


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(sys.argv[1])
        sys.exit(0)
    sys.exit(130)
