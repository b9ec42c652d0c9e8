"""Publishing: checks, the files as the text policy lets them out, and the record of the release.

A release is refused where a check finds a fault, where its version was released with different
content, or where the target holds something that is no dataset of this toolkit.
"""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from toolkit.dataset.assemble import Summary, summary, write
from toolkit.dataset.card import MANIFEST
from toolkit.dataset.checks import Finding, check
from toolkit.dataset.files import OWN, whole_folder
from toolkit.dataset.history import (
    Changes,
    History,
    Release,
    changes,
    next_version,
    number,
    write_release,
)
from toolkit.dataset.hub import Remote, Target, Uploaded, look, upload
from toolkit.dataset.inputs import DatasetError, Inputs
from toolkit.dataset.ledger import releases, write_ledger
from toolkit.dataset.plan import Plan, plan
from toolkit.dataset.rights import Policy
from toolkit.dataset.sections import Place
from toolkit.workspace import Workspace, write_text


class RefusedError(DatasetError):
    """A dataset that may not go out as it is; ``findings`` says why, record by record."""

    def __init__(self, message: str, findings: Sequence[Finding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: the files, what changed since the release before, and the findings that
    did not stop it. ``uploaded`` is None for a folder."""

    summary: Summary
    release: Release
    changes: Changes
    findings: tuple[Finding, ...]
    uploaded: Uploaded | None = None


def publish(
    workspace: Workspace,
    target: Path | Target,
    *,
    policy: Policy | None = None,
    force: bool = False,
    accept_privacy: bool = False,
    dry_run: bool = False,
    today: dt.date | None = None,
    say: Callable[[str], None] = lambda step: None,
) -> Publication:
    """Publish the dataset of a workspace into a folder or a repository of the Hub, and record the
    release under ``releases/``.

    ``force`` goes on in spite of faults, ``accept_privacy`` in spite of personal data; either way
    the findings are returned. ``dry_run`` checks and writes nothing. ``say`` is told each step as
    it begins. Raises RefusedError, or DatasetError where the target cannot be written.
    """
    today = today or dt.date.today()
    say("Reading the workspace")
    history = History.read(workspace)
    settings = workspace.settings
    say("Working out the dataset")
    made = plan(Inputs.read(workspace), policy or settings.text_policy, history)  # type: ignore[arg-type]
    say("Checking")
    findings = check(made, today)
    stops = [
        f
        for f in findings
        if (f.level == "fault" and not force) or (f.level == "privacy" and not accept_privacy)
    ]
    if stops:
        raise RefusedError(_refusal(stops), findings)
    release = made.release(today)
    _unchanged_version(release, history.of(release.version))
    found = changes(history.before(release.version), release)
    there = look(target) if isinstance(target, Target) else _folder(target)
    _unchanged_target(release, there.manifest)
    done = Publication(
        summary(made, target if isinstance(target, Path) else Path(target.repo)),
        release,
        found,
        tuple(findings),
    )
    if dry_run:
        return done
    say("Writing")
    if isinstance(target, Path):
        with whole_folder(target) as part:
            write(made, part, release, there.card, findings, Place(target.name))
        record(workspace, made, release)
        return done
    with tempfile.TemporaryDirectory(prefix="dataset-") as folder:
        write(made, Path(folder), release, there.card, findings, Place(target.repo, True))
        say(f"Uploading to {target.repo}")
        uploaded = upload(Path(folder), target, release.version, found, OWN)
    if not target.pull_request:  # what is only proposed is not released yet
        record(workspace, made, release)
    return Publication(done.summary, release, found, done.findings, uploaded)


def record(workspace: Workspace, made: Plan, release: Release) -> None:
    """Remember a release: its content, the splits of its articles, the change log."""
    folder = releases(workspace)
    write_ledger(folder / "splits.jsonl", made.ledger())
    write_text(folder / "CHANGELOG.md", made.changelog(release))
    write_release(folder, release)


def _refusal(stops: Sequence[Finding]) -> str:
    private = sum(f.level == "privacy" for f in stops)
    faults = len(stops) - private
    told = []
    if private:
        told.append(
            f"{private} {'places hold' if private > 1 else 'place holds'} personal data or secrets "
            "(mend the texts, or say --accept-privacy)"
        )
    if faults:
        told.append(f"{faults} {'faults' if faults > 1 else 'fault'} (mend them, or say --force)")
    return "not published: " + " and ".join(told)


def _unchanged_version(release: Release, known: Release | None) -> None:
    if known is None or known.content == release.content:
        return
    step = changes(known, release).step
    raise DatasetError(
        f"version {release.version} was released on {known.released} with different content; "
        f"set version: {next_version(release.version, step)} in schemas/dataset.yaml"
    )


def _unchanged_target(release: Release, manifest: dict[str, Any] | None) -> None:
    if manifest is None:
        return
    there = str(manifest.get("version", "0.0.0"))
    if number(there) > number(release.version):
        raise DatasetError(
            f"version {there} is there already; raise version in schemas/dataset.yaml above it"
        )
    if there == release.version and manifest.get("content") != release.content:
        raise DatasetError(
            f"version {there} is there with different content; raise version in "
            "schemas/dataset.yaml"
        )


def _folder(target: Path) -> Remote:
    """What a folder holds already, as :func:`toolkit.dataset.hub.look` tells of a repository."""
    path, readme = target / MANIFEST, target / "README.md"
    if not path.exists():
        if target.is_dir() and any(p.name in OWN and p != readme for p in target.iterdir()):
            raise DatasetError(
                f"{target} holds files but no {MANIFEST}, so it is no dataset of this toolkit; "
                "choose another folder"
            )
        return Remote(None, None)
    try:
        manifest = dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError:
        raise DatasetError(f"{path} is not valid JSON; choose another folder") from None
    return Remote(manifest, readme.read_text(encoding="utf-8") if readme.exists() else None)
