"""The command line as a whole: help, exit codes, one sentence for an error."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli
from toolkit import __version__
from toolkit.cli import COMMANDS
from toolkit.workspace import Workspace, read_documents

HEAVY = ("sklearn", "datasets", "mlcroissant", "label_studio_sdk", "pandas", "matplotlib", "scipy",
         "polars", "pyarrow", "trafilatura", "babel", "pydantic")  # fmt: skip


def test_help_lists_every_command(cli: Cli) -> None:
    called = cli("--help")
    assert called.code == 0
    for name in COMMANDS:
        assert f" {name} " in called.out


def commands() -> list[tuple[str, ...]]:
    """Every command and every command of a group."""
    import typer

    from toolkit.cli import build

    top = typer.main.get_command(build())
    made: list[tuple[str, ...]] = []
    for name, command in top.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        made += [(name, sub) for sub in inner] if inner else [(name,)]
    return made


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_explains_itself_with_an_example(cli: Cli, command: tuple[str, ...]) -> None:
    called = cli(*command, "--help")
    assert called.code == 0
    assert "Example" in called.out
    assert f"toolkit {' '.join(command)}" in called.out


def test_version(cli: Cli) -> None:
    assert cli("--version").out == f"toolkit {__version__}\n"


def test_without_arguments_the_help_is_shown(cli: Cli) -> None:
    called = cli()
    assert "Usage" in called.out + called.err
    assert called.code == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("read",),
        ("read", "--fast", "."),
        ("read", "no-such-folder"),
        ("read", ".", "-o", "documents.xml"),
        ("read", ".", "--lang", "xx"),
    ],
)
def test_a_wrong_call_is_2_and_says_what_was_wrong(
    cli: Cli, arguments: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    called = cli(*arguments)
    assert called.code == 2
    assert "Traceback" not in called.err
    assert called.err.strip()
    assert list(tmp_path.iterdir()) == []


def test_an_error_is_one_sentence_on_standard_error(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    called = cli("run")
    assert called.code == 1
    assert called.out == ""
    assert called.err.startswith("toolkit: ")
    assert called.err.count("\n") == 1
    assert "toolkit init" in called.err


def test_help_answers_without_loading_what_only_commands_need() -> None:
    script = (
        "import sys\nfrom toolkit.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        f"print([m for m in {HEAVY!r} if m in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_the_installed_command_and_its_exit_code(tmp_path: Path) -> None:
    toolkit = Path(sys.executable).parent / "toolkit"
    done = subprocess.run([toolkit, "run"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith("toolkit: ")
    assert done.stderr.count("\n") == 1


# -- init


def test_init_makes_a_workspace(cli: Cli, tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "My data (2)"
    called = cli("init", folder)
    assert called.code == 0
    made = Workspace.find(folder)
    assert len(made.codebook) == 318
    assert made.settings.name == "My-data--2"
    assert made.settings.text_policy == "none"
    assert {p.name for p in folder.iterdir()} == {
        ".gitignore", "README.md", "annotations", "schemas", "seeds",
    }  # fmt: skip
    assert [p.name for p in folder.parent.iterdir()] == [folder.name]


def test_init_keeps_hidden_files_and_refuses_a_folder_in_use(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("mine\n")
    assert cli("init", tmp_path).code == 0
    assert (tmp_path / ".gitignore").read_text() == "mine\n"
    (tmp_path / "README.md").write_text("mine\n")
    called = cli("init", tmp_path)
    assert called.code == 1
    assert "is not empty" in called.err
    assert (tmp_path / "README.md").read_text() == "mine\n"


def test_init_where_nothing_can_be_made(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    called = cli("init", tmp_path / "file" / "workspace")
    assert called.code == 1
    assert called.err.startswith("toolkit: cannot make ")


def test_a_new_workspace_without_articles_says_where_they_go(cli: Cli, tmp_path: Path) -> None:
    cli("init", tmp_path / "new")
    called = cli("run", "-w", tmp_path / "new")
    assert called.code == 1
    assert f"there are no articles in {tmp_path / 'new' / 'seeds'}" in called.err


# -- read


@pytest.mark.parametrize("suffix", [".jsonl", ".parquet"])
def test_read_writes_documents(cli: Cli, workspace: Path, suffix: str) -> None:
    out = workspace / f"documents{suffix}"
    called = cli("read", "seeds", "-o", out)
    assert (called.code, called.err) == (0, "")
    (document,) = read_documents(out)
    assert document.doc_id == "000_bf2d7060419eb056"
    assert document.text == (workspace / "seeds/000_bf2d7060419eb056.txt").read_text("utf-8")
    assert (str(document.published), document.published_source) == ("2016-09-20", "inferred")


def test_read_lists_what_it_leaves_out_beside_the_output(cli: Cli, tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    (source / "a.jsonl").write_text(
        '{"id": "a", "text": "Polisi menangkap tiga orang."}\n{broken\n'
    )
    (source / "b.txt").write_bytes(b"\x00\x01\x02")
    (source / "c.txt").write_bytes(b"")
    out = tmp_path / "documents.jsonl"
    called = cli("read", source, "-o", out)
    assert called.code == 1
    assert [d.doc_id for d in read_documents(out)] == ["a"]
    listed = [json.loads(line) for line in (tmp_path / "documents.skipped.jsonl").open()]
    assert [(Path(row["where"]).name, row["reason"]) for row in listed] == [
        ("a.jsonl:2", "the line is not JSON (Expecting property name enclosed in double quotes "
         "at character 2)"),
        ("b.txt", "is a binary file, not text"),
        ("c.txt", "is empty"),
    ]  # fmt: skip
    assert "3 of 4 articles were left out" in called.err
    assert "documents.skipped.jsonl" in called.err

    for bad in ("b.txt", "c.txt"):
        (source / bad).unlink()
    (source / "a.jsonl").write_text('{"id": "a", "text": "Polisi menangkap tiga orang."}\n')
    assert cli("read", source, "-o", out).code == 0
    assert not (tmp_path / "documents.skipped.jsonl").exists()


def test_read_into_a_folder_that_cannot_be_written(cli: Cli, workspace: Path) -> None:
    (workspace / "file").write_text("")
    called = cli("read", "seeds", "-o", workspace / "file" / "documents.parquet")
    assert called.code == 1
    assert called.err.startswith("toolkit: cannot write ")
    assert called.err.count("\n") == 1
