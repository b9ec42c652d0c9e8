"""A model folder as a model repository of the Hugging Face Hub."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from toolkit.baselines.card import ORDER
from toolkit.baselines.errors import needs
from toolkit.baselines.models import Model
from toolkit.dataset.hub import Target, explained


@dataclass(frozen=True, slots=True)
class Published:
    """Where the model went, and whether anything was new."""

    url: str
    commit: str
    new: bool


def publish_model(
    folder: Path, repo: str, private: bool = False, revision: str | None = None
) -> Published:
    """Bring the repository to the files of a model folder in one commit; reports of an earlier
    model go. Raises a ToolkitError with what the Hub answered."""
    try:
        from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi
    except ImportError:
        raise needs("huggingface-hub", "publish") from None
    target = Target(repo)
    Model.load(folder)  # nothing is published that cannot be loaded again
    files = sorted(path for path in folder.iterdir() if path.is_file())
    api = HfApi()
    with explained(target):
        api.create_repo(repo, repo_type="model", private=private or None, exist_ok=True)
        if revision:
            api.create_branch(repo, branch=revision, exist_ok=True)
        before = api.model_info(repo, revision=revision)
        names = {path.name for path in files}
        stale = [
            sibling.rfilename
            for sibling in before.siblings or ()
            if _is_report(sibling.rfilename) and sibling.rfilename not in names
        ]
        commit = api.create_commit(
            repo,
            [
                *(CommitOperationAdd(path.name, path) for path in files),
                *(CommitOperationDelete(name) for name in stale),
            ],
            commit_message=f"Model {folder.resolve().name}",
            revision=revision,
        )
    return Published(f"{api.endpoint}/{repo}", commit.oid, commit.oid != before.sha)


def _is_report(name: str) -> bool:
    return name.startswith(ORDER) and name.endswith((".json", ".png"))
