"""The order of the house: a module imports only from those above it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import toolkit

ROOT = Path(toolkit.__file__).parent

#: From the top down.
ORDER = (
    "records rows ontology checks workspace extras languages articles coder publication "
    "engines labelstudio agreement gold formats dataset baselines sampling view template pipeline "
    "diagnosis summary terminal commands cli"
).split()


def room(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def modules() -> list[Path]:
    found = (p for p in ROOT.rglob("*.py") if p != ROOT / "__init__.py")
    return sorted(p for p in found if "schemas" not in p.parts)


def imports(tree: ast.AST) -> Iterator[str]:
    """The names of what a module imports, in functions too; type-checking blocks do not count."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "toolkit":
                yield from (f"toolkit.{alias.name}" for alias in node.names)
            else:
                yield node.module
        else:
            yield from imports(node)


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_module_imports_only_from_those_above_it(path: Path) -> None:
    here = room(path)
    assert here in ORDER, f"{here} has no place in the order"
    for name in imports(ast.parse(path.read_text("utf-8"))):
        if not name.startswith("toolkit."):
            continue
        other = name.split(".")[1]
        if other in ORDER:
            assert ORDER.index(other) <= ORDER.index(here), f"{path} imports {name}"


def test_every_room_has_its_place() -> None:
    assert {room(p) for p in modules()} <= set(ORDER)


def test_no_module_is_a_drawer_for_anything() -> None:
    names = {p.stem for p in modules()} | {p.parent.name for p in modules()}
    assert not names & {"utils", "util", "helpers", "helper", "common", "misc"}
