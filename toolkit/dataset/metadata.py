"""The YAML at the head of a dataset card, as the Hub validates it."""

from __future__ import annotations

from typing import Any

import yaml

from toolkit.dataset.features import features
from toolkit.dataset.plan import Plan

_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"),
          (1_000_000, "100K<n<1M"), (10_000_000, "1M<n<10M"))  # fmt: skip


class _Dumper(yaml.SafeDumper):
    """Quotes every text value, so that no YAML reader takes a code such as 08 for a number."""


class _Names(dict[str, str]):
    """Class names by number, written on few lines."""


def _quoted(dumper: yaml.SafeDumper, value: str) -> yaml.Node:
    style = '"' if value[:1].isdigit() or value in ("", "no", "yes") else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


def _names(dumper: yaml.SafeDumper, value: _Names) -> yaml.Node:
    return dumper.represent_mapping("tag:yaml.org,2002:map", value.items(), flow_style=True)


_Dumper.add_representer(str, _quoted)
_Dumper.add_representer(_Names, _names)


def front_matter(made: Plan) -> str:
    """The YAML block between its two lines of dashes."""
    dumped = yaml.dump(
        metadata(made),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )
    return f"---\n{dumped}---\n"


def metadata(made: Plan) -> dict[str, Any]:
    """What the Hub reads from a card; its features are those of the files."""
    inputs, settings = made.inputs, made.inputs.settings
    default = next(iter(made.tables))
    largest = max(sum(len(r) for r in by.values()) for by in made.tables.values())
    languages = sorted({row["lang"] for by in made.tables["documents"].values() for row in by
                        if row.get("lang")})  # fmt: skip
    by_people = bool(inputs.annotations or inputs.gold)
    licence = settings.label_license if made.policy == "none" else settings.text_license
    told: dict[str, Any] = {
        "pretty_name": settings.title,
        "language": languages,
        "license": licence,
    }
    if licence == "other":
        told |= {"license_name": "texts-belong-to-their-publishers", "license_link": "LICENSE.md"}
    told |= {
        "annotations_creators": ["expert-generated", "machine-generated"]
        if by_people
        else ["machine-generated"],
        "language_creators": ["found"],
        "multilinguality": ["monolingual" if len(languages) < 2 else "multilingual"],
        "size_categories": [_size(largest)],
        "source_datasets": ["original"],
        "task_categories": ["text-classification", "token-classification"],
        "task_ids": ["multi-label-classification"],
        "tags": ["event-coding", "CAMEO", "political-science", "news", "conflict"],
        "configs": [
            {
                "config_name": config,
                **({"default": True} if config == default else {}),
                "data_files": [
                    {"split": split, "path": f"data/{config}/{split}-*"}
                    for split in made.tables[config]
                ],
            }
            for config in made.tables
        ],
        "dataset_info": [
            {
                "config_name": config,
                "features": _compact(features(config, made.labels)._to_yaml_list()),
            }
            for config in made.tables
        ],
    }
    return told


def _size(rows: int) -> str:
    return next((name for bound, name in _SIZES if rows < bound), "10M<n<100M")


def _compact(value: Any) -> Any:
    if isinstance(value, list):
        return [_compact(v) for v in value]
    if isinstance(value, dict):
        return {k: _Names(v) if k == "names" else _compact(v) for k, v in value.items()}
    return value
