"""Making the virtual environment."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediahub import install


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project with a requirements file that asks for nothing."""
    monkeypatch.setattr(install, "ROOT", tmp_path)
    monkeypatch.setattr(install, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(install, "PYTHON", tmp_path / ".venv" / "bin" / "python")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\n")
    return tmp_path


@pytest.mark.slow
def test_it_installs_once_and_again_when_the_file_changes(project: Path, capfd: pytest.CaptureFixture[str]) -> None:
    install.main("requirements-dev.txt")
    assert "Installing the packages" in capfd.readouterr().out
    install.main("requirements-dev.txt")
    install.main("requirements.txt")
    assert capfd.readouterr().out == ""
    (project / "requirements.txt").write_text("# still nothing\n")
    install.main("requirements-dev.txt")
    assert "Installing the packages" in capfd.readouterr().out


def test_an_old_python_is_told_in_a_sentence(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install.sys, "version_info", (3, 10, 4))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer"):
        install.main("requirements.txt")


def test_every_package_is_pinned() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        for line in (Path(__file__).parents[2] / name).read_text().splitlines():
            assert line.startswith(("#", "-r ")) or "==" in line, line
