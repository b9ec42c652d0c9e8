"""One release, one commit on the Hugging Face Hub.

Large files are stored first and belong to no revision until the commit, so a broken upload leaves
the repository as it was; a rerun sends only what is missing. The tag is set after the commit.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from toolkit.dataset.card import MANIFEST
from toolkit.dataset.files import tree
from toolkit.dataset.history import Changes
from toolkit.dataset.inputs import DatasetError

_NAME = re.compile(r"[\w.-]+/[\w.-]+")
_KIND: Literal["dataset"] = "dataset"


@dataclass(frozen=True, slots=True)
class Target:
    """A dataset repository of the Hub and how to write to it. ``private`` and ``gated`` None leave
    the repository's settings as they are; ``token`` None means the one stored by ``hf auth login``
    or in HF_TOKEN."""

    repo: str
    private: bool | None = None
    gated: Literal["auto", "manual", False] | None = None
    revision: str | None = None
    pull_request: bool = False
    token: str | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.repo):
            raise DatasetError(f"{self.repo!r} is no repository; write OWNER/NAME")
        if self.pull_request and self.revision:
            raise DatasetError("a pull request always goes to main; leave out --revision")


@dataclass(frozen=True, slots=True)
class Uploaded:
    """Where a release went: commit, tag (None for a pull request), address of the pull request,
    and whether anything was new."""

    url: str
    commit: str
    tag: str | None = None
    pull_request: str | None = None
    new: bool = True


@dataclass(frozen=True, slots=True)
class Remote:
    """What a repository holds now: ``dataset.json`` and README.md, each None where missing."""

    manifest: dict[str, Any] | None = None
    card: str | None = None


def look(target: Target) -> Remote:
    """What lies at the target already; empty where the repository or branch does not exist.

    Raises DatasetError where the repository holds something that this toolkit did not make.
    """
    from huggingface_hub import HfApi
    from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

    api = HfApi(token=target.token)
    with explained(target):
        try:
            info = api.dataset_info(target.repo, revision=target.revision)
        except (RepositoryNotFoundError, RevisionNotFoundError) as error:
            if _status(error) == 401:
                raise
            return Remote()
        names = [sibling.rfilename for sibling in info.siblings or ()]

        def text(name: str) -> str | None:
            if name not in names:
                return None
            path = api.hf_hub_download(target.repo, name, repo_type=_KIND, revision=info.sha)
            return Path(path).read_text(encoding="utf-8")

        manifest, card = text(MANIFEST), text("README.md")
    others = [name for name in names if name not in (".gitattributes", "README.md")]
    if manifest is None and others:
        raise DatasetError(
            f"{target.repo} exists on the Hub and holds {others[0]} but no {MANIFEST}, so it is no "
            "dataset of this toolkit; choose another name"
        )
    try:
        return Remote(json.loads(manifest) if manifest else None, card)
    except ValueError:
        raise DatasetError(
            f"{MANIFEST} of {target.repo} is not valid JSON, so it is no dataset of this toolkit; "
            "choose another name"
        ) from None


def upload(
    folder: Path, target: Target, version: str, found: Changes, own: Sequence[str]
) -> Uploaded:
    """Bring the repository to the content of ``folder`` in one commit and tag it ``v<version>``.

    Files of the repository that are not a dataset's own (``own`` lists the top names) stay.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

    api = HfApi(token=target.token)
    with explained(target):
        api.create_repo(target.repo, repo_type=_KIND, private=target.private or None, exist_ok=True)
        settings: dict[str, Any] = {}
        if target.gated is not None:
            settings["gated"] = target.gated
        if target.private is not None:
            settings["private"] = target.private
        if settings:
            api.update_repo_settings(target.repo, repo_type=_KIND, **settings)
        if target.revision:
            api.create_branch(target.repo, repo_type=_KIND, branch=target.revision, exist_ok=True)
        before = api.dataset_info(target.repo, revision=target.revision)
        names = tree(folder)
        stale = [
            sibling.rfilename
            for sibling in before.siblings or ()
            if sibling.rfilename.split("/")[0] in own and sibling.rfilename not in set(names)
        ]
        commit = api.create_commit(
            target.repo,
            [
                *(CommitOperationAdd(name, folder / name) for name in names),
                *(CommitOperationDelete(name) for name in stale),
            ],
            commit_message=f"Release {version}",
            commit_description=_description(found),
            repo_type=_KIND,
            revision=target.revision,
            create_pr=target.pull_request,
            parent_commit=None if target.pull_request else before.sha,
        )
        tag = None
        if not target.pull_request:
            tag = f"v{version}"
            _tag(api, target, tag, commit.oid)
    return Uploaded(
        url=f"{api.endpoint}/datasets/{target.repo}",
        commit=commit.oid,
        tag=tag,
        pull_request=commit.pr_url,
        new=commit.oid != before.sha,
    )


def download(target: Target) -> Path:
    """The files of a dataset repository, in the cache of the Hub's client."""
    from huggingface_hub import HfApi

    with explained(target):
        return Path(
            HfApi(token=target.token).snapshot_download(
                target.repo, repo_type=_KIND, revision=target.revision
            )
        )


def _tag(api: Any, target: Target, tag: str, commit: str) -> None:
    refs = api.list_repo_refs(target.repo, repo_type=_KIND)
    there = {ref.name: ref.target_commit for ref in refs.tags}
    if tag in there:
        if there[tag] != commit:  # the card changed, the data did not: the tag follows
            api.delete_tag(target.repo, repo_type=_KIND, tag=tag)
        else:
            return
    api.create_tag(target.repo, repo_type=_KIND, tag=tag, revision=commit)


def _description(found: Changes) -> str:
    told = []
    for what, ids in (("articles", found.documents), ("events", found.events)):
        added, changed, removed = (len(i) for i in ids)
        told.append(f"{what}: {added} added, {changed} changed, {removed} removed")
    return "; ".join(told)


def _status(error: BaseException) -> int | None:
    return getattr(getattr(error, "response", None), "status_code", None)


# -- what went wrong, in one sentence --------------------------------------------------------------


@contextmanager
def explained(target: Target) -> Iterator[None]:
    """Turns what the Hub or the network answers into one DatasetError that says what to do."""
    from huggingface_hub.errors import (  # type: ignore[attr-defined]
        HfHubHTTPError,
        HTTPError,
        LocalEntryNotFoundError,
        LocalTokenNotFoundError,
    )

    try:
        yield
    except LocalTokenNotFoundError:
        raise DatasetError("there is no Hub token; run `hf auth login` or set HF_TOKEN") from None
    except HfHubHTTPError as error:
        raise DatasetError(_answered(error, target)) from None
    except (HTTPError, ConnectionError, LocalEntryNotFoundError) as error:
        raise DatasetError(_cut(error.__cause__ or error)) from None
    except RuntimeError as error:  # how huggingface-hub reports a failed file
        cause = error.__cause__
        if isinstance(cause, HfHubHTTPError):
            raise DatasetError(_answered(cause, target)) from None
        raise DatasetError(_cut(cause or error)) from None
    except ValueError as error:
        raise DatasetError(f"the Hub refuses it: {_first_line(error)}") from None


def _answered(error: Any, target: Target) -> str:
    told = str(getattr(error, "server_message", None) or _first_line(error))
    status = _status(error)
    for wanted, explain in _ANSWERS.items():
        if status == wanted:
            return explain(target, told)
    return f"the Hub answered {status} ({told}); nothing was published, try again later"


def _forbidden(target: Target, told: str) -> str:
    if "storage" in told.lower() or "quota" in told.lower():
        return _full(target, told)
    return (
        f"the token may not write to {target.repo} ({told}); use a token with write access to "
        f"{target.repo.split('/')[0]}"
    )


def _full(target: Target, told: str) -> str:
    return (
        f"there is no room left for {target.repo} on the Hub ({told}); nothing was published, free "
        "or buy storage and run the same command again"
    )


_ANSWERS: dict[int, Callable[[Target, str], str]] = {
    401: lambda target, told: (
        f"the Hub does not accept the token for {target.repo} ({told}); run `hf auth login` or "
        "set HF_TOKEN to a token with write access"
    ),
    402: _full,
    403: _forbidden,
    404: lambda target, told: (
        f"the Hub knows no {target.repo}, or hides it from this token ({told}); check the name and "
        "the token"
    ),
    409: lambda target, told: (
        f"{target.repo} changed while publishing, or its name is taken ({told}); run the same "
        "command again, or choose another name"
    ),
    412: lambda target, told: (
        f"{target.repo} changed while publishing ({told}); run the same command again"
    ),
    413: _full,
    429: lambda target, told: "the Hub asks for a pause (too many requests); try again later",
    507: _full,
}


def _cut(error: BaseException) -> str:
    told = _first_line(error) or type(error).__name__
    return (
        f"the connection to the Hub broke ({told}); nothing was published, run the same command "
        "again to go on"
    )


def _first_line(error: BaseException) -> str:
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "")
