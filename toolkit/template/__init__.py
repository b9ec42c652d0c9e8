"""A new workspace: the files of this folder and the packaged codebook, laid out in a folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from string import Template

from toolkit import languages
from toolkit.records import ToolkitError
from toolkit.workspace import SCHEMA_FILES, Workspace, packaged_schemas

HERE = Path(__file__).parent
EXAMPLE = HERE / "example"

# file of the template -> its place in the workspace
_PLACES = {
    "dataset.yaml": "schemas/dataset.yaml",
    "annotators.yaml": "annotations/annotators.yaml",
    "README.md": "README.md",
    "gitignore": ".gitignore",
}


class InitError(ToolkitError):
    """A folder that cannot become a workspace."""


def create(folder: Path, example: bool = False) -> Workspace:
    """Lay out a new workspace in ``folder``, which must not exist or be empty but for hidden files;
    with ``example`` it holds constructed articles and two annotation passes over them.

    The workspace appears whole or not at all. Raises InitError.
    """
    if folder.exists() and (
        not folder.is_dir() or any(not p.name.startswith(".") for p in folder.iterdir())
    ):
        raise InitError(f"{folder} is not empty; name a new folder or an empty one")
    folder = folder.resolve()
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as made:
            _lay_out(Path(made), folder.name, example)
            folder.mkdir(exist_ok=True)
            for part in sorted(Path(made).iterdir()):
                if not (folder / part.name).exists():
                    part.replace(folder / part.name)
    except OSError as error:
        raise InitError(f"cannot make {folder}: {error.strerror}; name another folder") from None
    return Workspace(folder)


def _lay_out(root: Path, name: str, example: bool) -> None:
    (root / "schemas").mkdir()
    for file in SCHEMA_FILES:
        shutil.copyfile(packaged_schemas() / file, root / "schemas" / file)
    for part in ("seeds", "annotations"):
        if example:
            shutil.copytree(EXAMPLE / part, root / part)
        else:
            (root / part).mkdir()
    slug = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name)
    values = {
        "name": slug.strip("._-") or "event-dataset",
        "languages": ", ".join(languages.known()),
    }
    for file, place in _PLACES.items():
        source = EXAMPLE / file if example and (EXAMPLE / file).exists() else HERE / file
        text = Template(source.read_text(encoding="utf-8")).substitute(values)
        (root / place).write_text(text, encoding="utf-8")
