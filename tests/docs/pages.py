"""A documentation page as a session: its blocks run one after another in one folder.

Blocks of the language ``sh`` run in bash, ``python`` blocks in Python, and a block with a
``:caption:`` is written to the file of that name. A ``text`` block right after one that ran is what
it must have printed; ``…`` stands for anything within a line, a line of its own for any lines.
A comment ``browser: NAME`` stands where a person turns to the browser.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
DOCS = REPOSITORY / "docs"

_FENCE = re.compile(
    r"^<!-- browser: (?P<act>\w+) -->$"
    r"|^```(?:\{code-block\} )?(?P<kind>\w+)\n(?P<options>(?::\w+:[^\n]*\n)*)(?P<body>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its caption if any, its text, and the line it begins on."""

    kind: str
    caption: str | None
    text: str
    line: int


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page in order."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        if found["act"]:
            yield Block("browser", None, found["act"], line)
            continue
        caption = re.search(r":caption: (.*)", found["options"])
        yield Block(found["kind"], caption and caption[1], found["body"].lstrip("\n"), line)


class Session:
    """One folder in which blocks run, each where the one before left off."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "COLUMNS": "90",
            "PYTHONWARNINGS": "ignore",
            "HF_HOME": str(folder / ".hf"),
            "HF_HUB_OFFLINE": "1",
            "HF_DATASETS_DISABLE_PROGRESS_BARS": "1",
            **(environment or {}),
        }

    def run(self, page: Path, acts: Mapping[str, Callable[[Path], None]] | None = None) -> None:
        """Run a page; an AssertionError names the line of the block that is not as it says.

        ``acts`` are what a person does in a browser where the page says so; each is called with
        the folder the session is in.
        """
        printed: str | None = None
        for block in blocks(page):
            where = f"{page.relative_to(REPOSITORY)}:{block.line}"
            if block.caption:
                target = self.folder / block.caption
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(block.text, "utf-8")
                printed = None
            elif block.kind == "browser":
                (acts or {})[block.text](self.folder)
            elif block.kind == "sh":
                printed = self._shell(block.text, where)
            elif block.kind == "python":
                printed = self._call([sys.executable, "-c", block.text], where)
            elif block.kind == "text" and printed is not None:
                assert fits(block.text, printed), f"{where} says\n{block.text}\nbut\n{printed}"
                printed = None

    def _shell(self, script: str, where: str) -> str:
        marker = self.folder.parent / f"{self.folder.name}.cwd"
        ending = f"\npwd > {str(marker)!r}\n"
        out = self._call(["bash", "-euo", "pipefail", "-c", script + ending], where)
        self.folder = Path(marker.read_text().strip())
        marker.unlink()
        return out

    def _call(self, command: list[str], where: str) -> str:
        done = subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{where} exited {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout


def fits(expected: str, printed: str) -> bool:
    """Whether what was printed is what a page shows."""
    pattern = ""
    for line in expected.strip("\n").splitlines():
        if line.strip() == "…":
            pattern += r"(?:.*\n)*?"
        else:
            pattern += ".*?".join(re.escape(part) for part in line.rstrip().split("…")) + "\n"
    lines = "".join(line.rstrip() + "\n" for line in printed.strip("\n").splitlines())
    return re.fullmatch(pattern, lines) is not None
