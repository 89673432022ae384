"""The newcomer's first minute, on machines that lack something."""

import subprocess
from pathlib import Path

import pytest

MAKEFILE = Path(__file__).parent.parent / "Makefile"


@pytest.fixture
def make_run(tmp_path):
    """`make run` with this program in Python's place."""

    def make(python):
        path = tmp_path / "python"
        path.write_text(f"#!/bin/sh\n{python}\n")
        path.chmod(0o755)
        (tmp_path / "requirements.txt").touch()
        command = ["make", "-f", MAKEFILE, "run", f"PYTHON={path}"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    return make


def test_an_old_python_is_told_what_is_needed(make_run):
    done = make_run("exit 1")
    assert done.returncode
    assert "The chat needs Python 3.11 or newer" in done.stdout


def test_a_missing_venv_module_gets_the_line_that_installs_it(make_run):
    done = make_run('case "$2" in *ensurepip*) exit 1;; esac')
    assert done.returncode
    assert "sudo apt install python3-venv" in done.stdout
