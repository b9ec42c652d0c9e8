"""Pages that are made from the code and the codebook, so that they cannot go stale."""

from __future__ import annotations

import html
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

import toolkit
from toolkit import formats, languages
from toolkit.cli import build
from toolkit.ontology import QUAD_CLASSES, Codebook
from toolkit.workspace import packaged_codebook, packaged_schemas

NOTE = "<!-- Made by docs/generate.py. -->\n\n"


def write(folder: Path) -> None:
    """Write the generated pages into ``folder``; a page that is as it was is left alone."""
    folder.mkdir(exist_ok=True)
    pages = {
        "commands": commands(),
        "formats": file_formats(),
        "codebook": codebook(packaged_codebook()),
        "actors": actors(packaged_codebook()),
        "guidelines": _one_title((packaged_schemas() / "guidelines.md").read_text("utf-8")),
        "languages": (Path(languages.__file__).parent / "README.md").read_text("utf-8"),
        "library": library(),
    }
    for name, text in pages.items():
        path = folder / f"{name}.md"
        if not path.exists() or path.read_text("utf-8") != NOTE + text:
            path.write_text(NOTE + text, "utf-8")


def _one_title(text: str) -> str:
    """A page with several titles: from the second on, headings go one level down."""
    made, titles = [], 0
    for line in text.splitlines(keepends=True):
        titles += line.startswith("# ")
        made.append("#" + line if titles > 1 and line.startswith("#") else line)
    return "".join(made)


# -- commands ------------------------------------------------------------------------------------


def commands() -> str:
    """Every command with what it says of itself."""
    top: Any = typer.main.get_command(build())
    made = [
        "# Commands\n",
        "Every command exits with 0 when all is done, with 1 when the work failed or a record was "
        "left out (what is good is written, and the message names the list of the rest), with 2 "
        "when the call was wrong.\n",
    ]
    for name, command in top.commands.items():
        inner = getattr(command, "commands", None)
        made.append(f"## {name}\n")
        if inner:
            made.append(f"{command.help}\n")
            for sub, one in inner.items():
                made.append(f"### {name} {sub}\n")
                made.extend(_command(one))
        else:
            made.extend(_command(command))
    return "\n".join(made)


def _command(command: Any) -> Iterator[str]:
    text = inspect.cleandoc(command.help or "")
    body, _, example = text.partition("Example: ")
    example = example or (command.epilog or "").removeprefix("Example: ")
    yield f"{body.strip()}\n"
    if example:
        yield f"Example: `{example.strip()}`\n"
    for parameter in command.params:
        if parameter.name == "help":
            continue
        names = ", ".join(f"`{o}`" for o in (*parameter.opts, *parameter.secondary_opts))
        if parameter.param_type_name == "argument":
            names = f"`{(parameter.metavar or parameter.name or '').strip('[]{}.')}`"
        default = parameter.default
        told = f" Default: `{default}`." if isinstance(default, str | int | float | Path) else ""
        if isinstance(default, bool):
            told = ""
        yield f"{names}\n: {(getattr(parameter, 'help', '') or '').strip()}{told}\n"


# -- formats -------------------------------------------------------------------------------------


def file_formats() -> str:
    """The record files, field by field."""
    made = [
        "# File formats\n",
        "Records are stored as one JSON object a line (`.jsonl`) or as Parquet with the same "
        "columns. Offsets count Unicode code points of the document's text from 0, half-open: "
        "`text[start:end]` is the quoted text. Dates are ISO 8601. The JSON Schemas lie in "
        "`schemas/`.\n",
    ]
    for name in formats.FORMATS:
        schema = formats.schema(name)
        made.append(f"## {name}\n")
        made.append(f"{schema['description']}. Schema: `schemas/{name}.schema.json`.\n")
        made.append("| field | type | |\n|---|---|---|")
        made.extend(_fields(schema, schema.get("$defs", {}), ""))
        made.append("")
    return "\n".join(made)


def _fields(schema: dict[str, Any], defs: dict[str, Any], prefix: str) -> Iterator[str]:
    required = set(schema.get("required", []))
    for key, value in schema.get("properties", {}).items():
        kind, inner = _kind(value, defs)
        yield f"| `{prefix}{key}` | {kind} | {'' if key in required else 'may be left out'} |"
        if inner is not None and prefix.count(".") < 3:
            yield from _fields(inner, defs, f"{prefix}{key}.")


def _kind(value: dict[str, Any], defs: dict[str, Any]) -> tuple[str, dict[str, Any] | None]:
    if "$ref" in value:
        target = defs[value["$ref"].rsplit("/", 1)[-1]]
        return _kind(target, defs) if "properties" not in target else ("object", target)
    if "anyOf" in value:
        found = [_kind(v, defs) for v in value["anyOf"]]
        inner = next((i for _, i in found if i is not None), None)
        return " or ".join(dict.fromkeys(k for k, _ in found)), inner
    if "enum" in value:
        return ", ".join(f"`{v}`" for v in value["enum"]), None
    if "const" in value:
        return f"`{value['const']}`", None
    if value.get("type") == "array":
        kind, inner = _kind(value.get("items", {}), defs)
        return f"list of {kind}", inner
    if value.get("format") == "date":
        return "date", None
    return str(value.get("type", "any")), None


# -- codebook ------------------------------------------------------------------------------------


def codebook(book: Codebook) -> str:
    """All codes as a tree, each root a section."""
    made = [
        "# Action codes\n",
        f"CAMEO, version {book.version} of this codebook: {len(book)} codes under "
        f"{len(book.roots)} roots. A bare root and its `x0` mean the same. "
        "Goldstein is the score of the Goldstein (1992) scale, from -10 (conflict) to 10 "
        "(cooperation); PLOVER the event type of that ontology which the code maps to.\n",
    ]
    for root in book.roots:
        head = book[root]
        made.append(f"## {root} {head.name}\n")
        made.append(f"{head.definition}. *{QUAD_CLASSES[head.quad].capitalize()}.*\n")
        made.append("| code | name | definition | Goldstein | PLOVER |\n|---|---|---|---:|---|")
        for code in book:
            if book.root(code.code) == root:
                depth = "&nbsp;&nbsp;" * (len(code.code) - 2)
                cells = (
                    f"{depth}`{code.code}`",
                    code.name,
                    code.definition,
                    f"{code.goldstein:g}",
                    code.plover or "",
                )
                made.append("| " + " | ".join(_cell(c) for c in cells) + " |")
        made.append("")
    return "\n".join(made)


def actors(book: Codebook) -> str:
    """The elements that actor codes are made of, and the bodies with codes of their own."""
    made = [
        "# Actor codes\n",
        "An actor code is made of elements of three letters: a country (ISO 3166-1 alpha-3), a "
        "region or a kind of body, then the body's own letters, then roles: `TURCOP` is the police "
        "of Turkey, `IGOUNO` the United Nations, `COP` police of a country not known.\n",
    ]
    titles = {
        "role": "Roles",
        "kind": "Kinds of body",
        "region": "Regions",
        "state": "Other states",
    }
    for kind, title in titles.items():
        listed = [e for e in book.elements.values() if e.kind == kind]
        if listed:
            made.append(f"## {title}\n\n| code | name | |\n|---|---|---|")
            made += [f"| `{e.code}` | {_cell(e.name)} | {_cell(e.definition)} |" for e in listed]
            made.append("")
    made.append("## Bodies\n\n| code | name | |\n|---|---|---|")
    made += [
        f"| `{e.code}` | {_cell(e.name)} | {_cell(e.definition)} |" for e in book.bodies.values()
    ]
    return "\n".join(made) + "\n"


def _cell(text: str) -> str:
    return html.unescape(text).replace("|", "\\|") if "&nbsp;" not in text else text


# -- library -------------------------------------------------------------------------------------


def library() -> str:
    """The modules and packages of the toolkit in the order of the house."""
    order = (
        "records rows ontology checks workspace formats languages articles coder publication "
        "engines labelstudio agreement gold dataset baselines sampling view pipeline"
    ).split()
    there = {m.name for m in pkgutil.iter_modules(toolkit.__path__)}
    made = [
        "# Library\n",
        "A module uses only those above it. What is not listed here is internal and may change.\n",
    ]
    for name in order:
        if name in there:
            made.append(f"## toolkit.{name}\n")
            made.append(f"```{{eval-rst}}\n.. automodule:: toolkit.{name}\n   :no-index:\n```\n")
    return "\n".join(made)
