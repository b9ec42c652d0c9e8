"""A model folder as a model repository of the Hugging Face Hub."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from toolkit.baselines.errors import BaselineError, needs
from toolkit.baselines.models import Model


@dataclass(frozen=True, slots=True)
class Published:
    """Where the model went, and whether anything was new."""

    url: str
    commit: str
    new: bool


def publish_model(
    folder: Path, repo: str, private: bool = False, revision: str | None = None
) -> Published:
    """Bring the files of a model folder to the repository in one commit. Raises BaselineError with
    what the Hub answered."""
    try:
        from huggingface_hub import CommitOperationAdd, HfApi
        from huggingface_hub.errors import HfHubHTTPError, LocalTokenNotFoundError
    except ImportError:
        raise needs("huggingface-hub", "publish") from None
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", repo):
        raise BaselineError(f"{repo!r} is no repository; write OWNER/NAME")
    Model.load(folder)  # nothing is published that cannot be loaded again
    files = sorted(path for path in folder.iterdir() if path.is_file())
    api = HfApi()
    try:
        api.create_repo(repo, repo_type="model", private=private or None, exist_ok=True)
        if revision:
            api.create_branch(repo, branch=revision, exist_ok=True)
        before = api.model_info(repo, revision=revision).sha
        commit = api.create_commit(
            repo,
            [CommitOperationAdd(path.name, path) for path in files],
            commit_message=f"Model {folder.name}",
            revision=revision,
        )
    except LocalTokenNotFoundError:
        raise BaselineError("there is no Hub token; run `hf auth login` or set HF_TOKEN") from None
    except HfHubHTTPError as error:
        raise BaselineError(_answered(error, repo)) from None
    except (OSError, RuntimeError) as error:
        raise BaselineError(
            f"the connection to the Hub broke ({_first_line(error)}); nothing was published, run "
            "the same command again"
        ) from None
    return Published(f"{api.endpoint}/{repo}", commit.oid, commit.oid != before)


def _answered(error: Exception, repo: str) -> str:
    status = getattr(getattr(error, "response", None), "status_code", None)
    told = str(getattr(error, "server_message", None) or _first_line(error))
    if status in (401, 403):
        return (
            f"the token may not write to {repo} ({told}); run `hf auth login` with a token that "
            "has write access, or set HF_TOKEN"
        )
    return f"the Hub answered {status} ({told}); nothing was published, try again later"


def _first_line(error: BaseException) -> str:
    lines = (line.strip() for line in str(error).splitlines())
    return next((line for line in lines if line), type(error).__name__).replace(os.linesep, " ")
