"""Where things lie: the folders of a workspace, and the codebook that ships with the package."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from toolkit.ontology import Codebook
from toolkit.workspace.files import FileError
from toolkit.workspace.settings import Settings, read_settings

SCHEMA_FILES = ("cameo.yaml", "roles.yaml", "countries.tsv", "guidelines.md")


def packaged_schemas() -> Path:
    """The codebook that ships with the package: inside a wheel, or beside a checkout."""
    package = Path(__file__).parents[1]
    inside = package / "schemas"
    return inside if inside.is_dir() else package.parent / "schemas"


@cache
def packaged_codebook() -> Codebook:
    """The codebook that ships with the package."""
    return Codebook.load(packaged_schemas())


@dataclass(frozen=True)
class Workspace:
    """The folders of one dataset project."""

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Workspace:
        """The workspace that holds ``start`` (the current folder); raises FileError."""
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / "schemas").is_dir() and (folder / "seeds").is_dir():
                return cls(folder)
        raise FileError(
            f"{here} is not in a workspace (a folder with schemas/ and seeds/); "
            "make one with `toolkit init DIR`"
        )

    @property
    def schemas(self) -> Path:
        return self.root / "schemas"

    @property
    def seeds(self) -> Path:
        return self.root / "seeds"

    @property
    def annotations(self) -> Path:
        return self.root / "annotations"

    @property
    def build(self) -> Path:
        return self.root / "build"

    @property
    def documents(self) -> Path:
        return self.build / "documents.parquet"

    @property
    def events(self) -> Path:
        return self.build / "events.jsonl"

    @property
    def tasks(self) -> Path:
        return self.build / "tasks"

    @property
    def report(self) -> Path:
        return self.build / "report"

    @property
    def gold(self) -> Path:
        return self.build / "gold.jsonl"

    @property
    def dataset(self) -> Path:
        return self.build / "dataset"

    @property
    def models(self) -> Path:
        return self.build / "models"

    @cached_property
    def codebook(self) -> Codebook:
        """The codebook of this workspace; raises CodebookError with file and line."""
        return Codebook.load(self.schemas)

    @cached_property
    def settings(self) -> Settings:
        """``schemas/dataset.yaml``; raises FileError naming the line."""
        return read_settings(self.schemas / "dataset.yaml")
