"""Bytes to text, or a clear refusal."""

from __future__ import annotations

import codecs

from charset_normalizer import from_bytes

from toolkit.records import ToolkitError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: How kinds of file that people put among articles begin.
_SIGNATURES = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a zip, Word or Excel file"))

# What a text file may hold of the control characters: tab, line ends, form feed.
_ALLOWED = frozenset("\t\n\r\f\x0b\x85\x1a")


class EncodingError(ToolkitError):
    """Bytes that are no text, or a text whose encoding cannot be told."""


def decode(data: bytes) -> str:
    """The text of ``data`` without its byte-order mark, line ends as they are.

    A byte-order mark decides; else UTF-8 where it fits; else Windows-1252 (the superset of
    Latin-1) or UTF-16 where charset-normalizer finds the result plausible. Raises EncodingError.
    """
    return _decoder(data)[1]


def encoding_of(sample: bytes, cut: bool = False) -> tuple[str, str]:
    """The encoding of a file by its first bytes, as a name for ``open``, and those bytes as text.

    ``cut`` says that the sample may end within a character. Raises EncodingError.
    """
    return _decoder(sample, cut)


def _decoder(data: bytes, cut: bool = False) -> tuple[str, str]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            whole = "utf-8-sig" if name == "utf-8" else name[:-3]
            try:
                decoder = codecs.getincrementaldecoder(name)()
                return whole, decoder.decode(data[len(mark) :], final=not cut)
            except UnicodeDecodeError as error:
                raise EncodingError(
                    f"is marked as {name} but holds bytes that are not (at {error.start})"
                ) from None
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data, final=not cut)
        if "\0" not in text:
            _refuse_binary(data, text)
            return "utf-8", text
    except UnicodeDecodeError:
        pass
    # Zero bytes mean UTF-16 without a mark, or no text at all.
    candidates = ["utf_16_le", "utf_16_be"] if b"\0" in data else ["cp1252"]
    best = from_bytes(data, cp_isolation=candidates).best()
    if best is None:
        raise EncodingError(_refusal(data))
    text = str(best)
    _refuse_binary(data, text)
    return best.encoding, text


def _refuse_binary(data: bytes, text: str) -> None:
    if any(c < " " and c not in _ALLOWED or "\x7f" <= c <= "\x9f" and c != "\x85" for c in text):
        raise EncodingError(_refusal(data))


def _refusal(data: bytes) -> str:
    for signature, kind in _SIGNATURES:
        if data.startswith(signature):
            return f"is {kind}, not text; save its text as .txt in UTF-8"
    if b"\0" in data or sum(b < 32 and b not in b"\t\n\r\f" for b in data[:4096]) > 8:
        return "is a binary file, not text"
    return "has an encoding that cannot be told; save it as UTF-8"
