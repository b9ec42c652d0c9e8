"""What the maintainer decides: ``schemas/dataset.yaml``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from toolkit.ontology import lined_yaml
from toolkit.workspace.files import FileError


class SplitRule(BaseModel):
    """How documents go to splits."""

    model_config = ConfigDict(extra="forbid")
    by: str = Field("random", pattern="^(random|time|publisher)$")
    seed: int = 0
    train: float = Field(0.7, ge=0, le=1)
    validation: float = Field(0.15, ge=0, le=1)
    test: float = Field(0.15, ge=0, le=1)


class Settings(BaseModel):
    """What the maintainer decides: ``schemas/dataset.yaml``."""

    model_config = ConfigDict(extra="forbid")
    name: str = Field("event-dataset", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    title: str = "Event dataset"
    description: str = ""
    version: str = Field("0.1.0", pattern=r"^\d+\.\d+\.\d+$")
    languages: list[str] = ["id", "en"]
    coder: str = "rules"
    text_license: str = "other"
    label_license: str = "cc-by-4.0"
    text_policy: str = Field("none", pattern="^(full|snippet|none)$")
    text_policy_reason: str = ""
    contact: str = ""
    authors: list[str] = []
    homepage: str = ""
    split: SplitRule = SplitRule()
    seed: int = 0


def read_settings(path: Path) -> Settings:
    """The settings of a ``dataset.yaml``; raises FileError naming the line."""
    data = lined_yaml(path)
    if not isinstance(data, dict):
        raise FileError(f"{path}:1: the settings must be lines of the form `name: my-dataset`")

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if k != "__line__"}
        return [bare(v) for v in value] if isinstance(value, list) else value

    try:
        return Settings.model_validate(bare(data))
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(p) for p in first["loc"])
        line = _line_of_key(path, first["loc"])
        raise FileError(f"{path}:{line}: {place}: {first['msg']}") from None


def _line_of_key(path: Path, keys: Sequence[int | str]) -> int:
    """The line of a YAML file on which the key at the end of ``keys`` stands, as far as it goes."""
    node = yaml.compose(path.read_text(encoding="utf-8"))
    line = 1
    for key in keys:
        if not isinstance(node, yaml.MappingNode):
            break
        for name, value in node.value:
            if name.value == str(key):
                line, node = name.start_mark.line + 1, value
                break
    return line
