"""README and CONTRIBUTING say what is true: their commands exist, and what they show came out.

``make readme`` writes what a run shows today into the README.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path
from typing import Any

import pytest
import typer

from toolkit.cli import build

REPOSITORY = Path(__file__).parent.parent
README = REPOSITORY / "README.md"
PAGES = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "RELEASING.md")
WIDTH = 100

_BLOCK = r"(<!-- shown: {name} -->\n```\w*\n)(.*?)(```\n)"
_PYTHON = """\
from datasets import load_dataset
events = load_dataset("build/dataset", "events", split="train")
meeting = next(e for e in events if e["action"]["text"] == "bertemu")
meeting["source"]["code"], meeting["action"]["code"], meeting["target"]["code"]
meeting["date"]["start"], meeting["location"]["name"]
events.features["root_label"].int2str(meeting["root_label"])
"""


def shown() -> dict[str, str]:
    """What the README shows, made anew on a copy of this workspace."""
    with tempfile.TemporaryDirectory() as made:
        root = Path(made)
        for part in ("schemas", "seeds", "annotations"):
            shutil.copytree(REPOSITORY / part, root / part)
        environment = os.environ | {
            "COLUMNS": str(WIDTH),
            "HF_HOME": str(root / "hf"),
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
        }
        run = _output([str(Path(sys.executable).parent / "toolkit"), "run"], root, environment)
        script = (
            f"import code\nc = code.InteractiveConsole()\nfor line in {_PYTHON!r}.splitlines():\n"
        )
        script += "    print('>>>', line)\n    c.push(line)\n"
        gold = (root / "build/gold.jsonl").read_text("utf-8").splitlines()
        rows = map(json.loads, gold)
        event = next(r for r in rows if r["action"]["text"] == "bertemu")
        return {
            "run": "\n".join(line.rstrip() for line in run.splitlines()) + "\n",
            "event": _wrapped({k: v for k, v in event.items() if k not in ("trace", "origin")}),
            "python": _output([sys.executable, "-c", script], root, environment),
            "blocks": "".join(
                _output([sys.executable, "-c", one], root, environment) for one in python_blocks()
            ),
        }


def _output(command: list[str], cwd: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(
        command, cwd=cwd, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def _wrapped(row: dict[str, Any]) -> str:
    line = json.dumps(row, ensure_ascii=False)
    return textwrap.fill(line, WIDTH, subsequent_indent=" ", break_long_words=False) + "\n"


def python_blocks() -> list[str]:
    """The blocks of Python that the README gives without what they print."""
    return re.findall(r"^```python\n(.*?)^```", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)


def block(name: str) -> str:
    found = re.search(_BLOCK.format(name=name), README.read_text("utf-8"), re.DOTALL)
    assert found, f"README.md has no block {name}"
    return found.group(2)


@pytest.mark.slow
def test_the_readme_shows_what_comes_out() -> None:
    made = shown()
    assert block("event") == made["event"], "run `make readme`"
    assert block("python") == made["python"], "run `make readme`"
    assert "\n19 " in made["blocks"]

    # The counts of machine events change with every word of the lexicon; what is told must not.
    def labels(text: str) -> list[str]:
        table = text.split("\n\n")[0]
        return [line[:16].strip() for line in table.splitlines() if line[:1].strip()]

    assert labels(block("run")) == labels(made["run"]), "run `make readme`"
    assert block("run").splitlines()[-1] == made["run"].splitlines()[-1]


def calls() -> list[tuple[str, str]]:
    """Every call of the command line in a code block or between backticks of the pages."""
    made = []
    for page in PAGES:
        path = REPOSITORY / page
        text = path.read_text("utf-8") if path.exists() else ""
        fenced = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
        lines = [line for one in fenced for line in one.splitlines()]
        lines += re.findall(r"`(toolkit [^`\n]+)`", text)
        for line in lines:
            parts = (part.strip() for part in line.split("#")[0].split("&&"))
            made.extend((page, part) for part in parts if part.startswith("toolkit "))
    return made


@pytest.mark.parametrize(("page", "call"), calls())
def test_the_commands_of_the_pages_exist_with_these_options(page: str, call: str) -> None:
    command: Any = typer.main.get_command(build())
    words = shlex.split(call)[1:]
    if words[0].startswith("-"):
        return
    name = words.pop(0)
    assert name in command.commands, f"{page}: there is no `toolkit {name}`"
    command = command.commands[name]
    while words and hasattr(command, "commands") and words[0] in command.commands:
        command = command.commands[words.pop(0)]
    known = {o for p in command.params for o in (*p.opts, *p.secondary_opts)}
    for word in words:
        if word.startswith("-"):
            assert word.split("=")[0] in known | {"--help"}, f"{page}: {call}: {word}"


@pytest.mark.parametrize("page", PAGES)
def test_links_of_the_pages_lead_to_files(page: str) -> None:
    path = REPOSITORY / page
    if not path.exists():
        pytest.skip(f"{page} is not there")
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{page}: {target}"


def refresh() -> None:
    """Write what a run shows today into the README."""
    text = README.read_text("utf-8")
    made = shown()
    for name in ("run", "event", "python"):
        content = made[name]
        pattern = re.compile(_BLOCK.format(name=name), re.DOTALL)
        text = pattern.sub(lambda m, content=content: m[1] + content + m[3], text)
    README.write_text(text, "utf-8")


if __name__ == "__main__":
    with contextlib.chdir(REPOSITORY):
        refresh()
