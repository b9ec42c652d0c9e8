"""What can go wrong with a baseline, for its user to mend."""

from __future__ import annotations

from toolkit.records import ToolkitError


class BaselineError(ToolkitError):
    """A baseline that cannot be trained, read or scored as asked."""


class TooLittleDataError(BaselineError):
    """A dataset that holds too little to learn from; says what is missing."""


def needs(package: str, extra: str) -> BaselineError:
    """The error of a package that is not installed."""
    return BaselineError(f"this needs {package}: pip install 'event-coding-toolkit[{extra}]'")
