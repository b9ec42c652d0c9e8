"""What a user may set on the embedded coder: ``rules:statements,en=PIPELINE,id=PIPELINE``."""

from __future__ import annotations

from dataclasses import dataclass

from toolkit.records import ToolkitError


class OptionError(ToolkitError):
    """An option that the embedded coder does not have."""


@dataclass(frozen=True, slots=True)
class Options:
    """``statements``: a political speaker who says nothing political makes a statement (010).
    ``parsers``: by language the spaCy pipeline that gives a second opinion."""

    statements: bool = False
    parsers: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: str | None) -> Options:
        """The options as they stand behind ``rules:``. Raises OptionError."""
        statements, parsers = False, {}
        for part in filter(None, map(str.strip, (text or "").split(","))):
            lang, equals, pipeline = part.partition("=")
            if part == "statements":
                statements = True
            elif equals and lang and pipeline:
                parsers[lang] = pipeline
            else:
                raise OptionError(
                    f"the coder rules has no option {part!r}; it takes statements and "
                    "LANG=PIPELINE (a spaCy pipeline by name or folder), separated by commas"
                )
        return cls(statements, tuple(sorted(parsers.items())))
