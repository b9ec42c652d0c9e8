"""What is installed, what is missing for each part, and how to get it."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from toolkit import __version__
from toolkit.extras import EXTRAS
from toolkit.records import ToolkitError
from toolkit.workspace import FileError, Workspace

State = Literal["ok", "missing", "fault"]
"""``missing`` is something optional that is not there, ``fault`` something that must be mended."""

_LEAST_FREE = 3 * 1024**3  # bytes: an installation of all extras takes about two and a half


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: its state, what was found, and what to do where it is not well."""

    part: str
    state: State
    found: str
    mend: str = ""


def diagnose(folder: Path) -> list[Finding]:
    """Look at the installation, and at the workspace that holds ``folder`` if there is one."""
    return [*_installation(), *_extras(), *_servers(), *_workspace(folder)]


def _installation() -> Iterator[Finding]:
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    yield Finding("toolkit", "ok", f"{__version__}, {system}")
    from toolkit import languages

    for lang in languages.known():
        try:
            pack = languages.load(lang)
        except ToolkitError as error:
            yield Finding(f"language {lang}", "fault", str(error), "mend or reinstall it")
        else:
            yield Finding(f"language {lang}", "ok", f"{pack.name}, {len(pack.actions)} patterns")
    free = shutil.disk_usage(Path(sys.prefix)).free
    if free < _LEAST_FREE:
        found = f"{free / 1024**3:.1f} GB free under {sys.prefix}"
        yield Finding("disk", "missing", found, "free some before installing more")


def _extras() -> Iterator[Finding]:
    for extra in EXTRAS.values():
        if lacking := extra.lacking:
            found = f"to {extra.purpose}: lacks {', '.join(lacking)}"
            yield Finding(f"[{extra.name}]", "missing", found, extra.install)
        elif extra.name == "spark" and not (shutil.which("java") or "JAVA_HOME" in os.environ):
            found = f"to {extra.purpose}: no Java runtime is found"
            mend = "install Java 17 or later, or set JAVA_HOME"
            yield Finding(f"[{extra.name}]", "missing", found, mend)
        else:
            yield Finding(f"[{extra.name}]", "ok", f"to {extra.purpose}")


def _servers() -> Iterator[Finding]:
    url, key = os.environ.get("LABEL_STUDIO_URL"), os.environ.get("LABEL_STUDIO_API_KEY")
    if url and key:
        yield Finding("Label Studio", "ok", f"at {url}")
    elif url or key:
        lacks = "LABEL_STUDIO_API_KEY" if url else "LABEL_STUDIO_URL"
        yield Finding("Label Studio", "missing", f"{lacks} is not set", "set both, or neither")
    else:
        yield Finding(
            "Label Studio", "missing", "no server named",
            "`toolkit label` starts one here; LABEL_STUDIO_URL and LABEL_STUDIO_API_KEY name one",
        )  # fmt: skip


def _workspace(folder: Path) -> Iterator[Finding]:
    try:
        workspace = Workspace.find(folder)
    except FileError as error:
        yield Finding("workspace", "missing", str(error))
        return
    yield Finding("workspace", "ok", str(workspace.root))
    try:
        yield Finding("codebook", "ok", f"{len(workspace.codebook)} codes")
    except ToolkitError as error:
        yield Finding("codebook", "fault", str(error))
    try:
        settings = workspace.settings
        yield Finding("settings", "ok", f"{settings.name} {settings.version}")
    except ToolkitError as error:
        yield Finding("settings", "fault", str(error))
    yield _articles(workspace)
    here = workspace.build if workspace.build.exists() else workspace.root
    if not here.is_dir() or not os.access(here, os.W_OK):
        yield Finding("build/", "fault", f"cannot write to {here}", "change its owner or its mode")


def _articles(workspace: Workspace) -> Finding:
    from toolkit.articles import ArticlesError
    from toolkit.articles.reading import files_of

    try:
        return Finding("articles", "ok", f"{len(files_of([workspace.seeds]))} file(s) in seeds/")
    except ArticlesError as error:
        return Finding("articles", "missing", str(error))
