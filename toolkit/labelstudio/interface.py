"""The labelling interface, generated from the codebook: ``schemas/label-studio.xml``."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from toolkit.labelstudio.fields import COMMENT, LABELS, NO_EVENTS, PRECODED, SPAN, TEXT
from toolkit.labelstudio.names import Names
from toolkit.ontology import Code, Codebook
from toolkit.records import STATUSES

_COLOURS = {
    "Action": "#d9480f",
    "Source": "#1971c2",
    "Target": "#6741d9",
    "Date": "#2b8a3e",
    "Location": "#868e96",
}
_STATUS_KEYS = "zxcvb"

_STYLE = """
.ec-columns { display: flex; gap: 16px; align-items: flex-start; }
.ec-article { flex: 1 1 52%; min-width: 0; line-height: 1.9; font-size: 15px; }
.ec-fields { flex: 0 0 46%; max-width: 520px; position: sticky; top: 8px; }
.ec-fields h4 { margin: 6px 0 1px 0 !important; font-size: 12px !important; line-height: 16px; }
.ec-fields .lsf-choices { display: flex; flex-wrap: wrap; gap: 0 14px; margin: 0 !important; }
.ec-fields .lsf-choices_hidden { display: none; }
.ec-fields .lsf-choice, .ec-fields .lsf-choice__item { margin: 0 !important;
  padding: 0 !important; }
.ec-fields .ant-checkbox-wrapper { font-size: 13px; font-weight: 400; line-height: 22px; }
.ec-fields .lsf-text-area { margin: 0 !important; }
.ec-fields .ant-form-item { margin: 2px 0 !important; }
.ec-fields input.ant-input { padding: 1px 8px !important; height: 26px !important; min-height: 0;
  font-size: 12px; }
.ec-fields .ant-select { width: 100%; }
.ec-quiet .lsf-hint, .ec-fields .lsf-choice:nth-child(n+10) .lsf-hint { display: none; }
.ec-hidden { display: none; }
.lsf-modal-ls__body h1, .lsf-modal-ls__body h2, .lsf-modal-ls__body h3 { margin: 16px 0 6px; }
.lsf-modal-ls__body p { margin: 6px 0; }
.lsf-modal-ls__body ol { list-style: decimal; padding-left: 28px; }
.lsf-modal-ls__body ul { list-style: disc; padding-left: 28px; }
.lsf-modal-ls__body th, .lsf-modal-ls__body td { border: 1px solid #ccc; padding: 2px 6px;
  text-align: left; vertical-align: top; }
"""


def labelling_config(codebook: Codebook, language: str) -> str:
    """The interface as Label Studio's XML, its names in ``language``. The stored values are the
    codes and the records' own terms, whatever the language."""
    names = Names.load(codebook, language)
    root = ET.Element("View")
    ET.SubElement(root, "Style").text = _STYLE
    labels = ET.SubElement(root, "Labels", name=SPAN, toName=TEXT, showInline="true")
    for number, label in enumerate(LABELS, 1):
        ET.SubElement(
            labels,
            "Label",
            value=names.label(label),
            alias=label,
            background=_COLOURS[label],
            hotkey=str(number),
        )
    columns = ET.SubElement(root, "View", className="ec-columns")
    article = ET.SubElement(columns, "View", className="ec-article")
    ET.SubElement(article, "Text", name=TEXT, value="$text", granularity="word")
    fields = ET.SubElement(columns, "View", className="ec-fields")
    _whole_article(fields, names)
    _action_fields(fields, names)
    hidden = ET.SubElement(root, "View", className="ec-hidden")
    ET.SubElement(hidden, "TextArea", name=PRECODED, toName=TEXT, maxSubmissions="1")
    ET.indent(root, "  ")
    return ET.tostring(root, encoding="unicode") + "\n"


def _whole_article(parent: ET.Element, names: Names) -> None:
    """What is asked of the article as a whole, shown while no span is selected."""
    view = ET.SubElement(parent, "View", visibleWhen="no-region-selected")
    ET.SubElement(view, "Header", value=names.heading("mark"), size="5")
    none = ET.SubElement(view, "Choices", name=NO_EVENTS, toName=TEXT, choice="multiple")
    ET.SubElement(
        none, "Choice", value=names.heading("no_events"), alias=NO_EVENTS, hotkey="shift+0"
    )
    ET.SubElement(
        view,
        "TextArea",
        name=COMMENT,
        toName=TEXT,
        rows="2",
        maxSubmissions="1",
        editable="true",
        showSubmitButton="false",
        placeholder=names.heading("comment"),
    )


def _action_fields(parent: ET.Element, names: Names) -> None:
    """The fields of an event, shown while its Action is selected."""
    view = ET.SubElement(
        parent,
        "View",
        visibleWhen="region-selected",
        whenTagName=SPAN,
        whenLabelValue="Action",
    )
    _header(view, names, "code")
    taxonomy = ET.SubElement(
        view,
        "Taxonomy",
        name="code",
        toName=TEXT,
        perRegion="true",
        showFullPath="false",
        maxUsages="1",
        placeholder=names.heading("code_hint"),
        dropdownWidth="520px",
    )
    made: dict[str, ET.Element] = {}
    for code in names.codebook:
        above = made[code.parent] if code.parent is not None else taxonomy
        made[code.code] = _code_choice(above, code, names)
    for role in ("source", "target"):
        _header(view, names, role)
        _picks(view, role, f"$options.{role}s", "multiple")
        _typed(view, f"{role}_other", names.heading("other_actor"), None)
    # in a view of its own: Label Studio's check takes a lone Choice only where it has no siblings
    together = _choices(ET.SubElement(view, "View"), "each_other", "multiple")
    ET.SubElement(
        together, "Choice", value=names.heading("each_other"), alias="each_other", hotkey="shift+s"
    )
    _header(view, names, "status")
    status = _choices(view, "status", "single")
    for value, key in zip(STATUSES, _STATUS_KEYS, strict=True):
        ET.SubElement(
            status, "Choice", value=names.status(value), alias=value, hotkey=f"shift+{key}"
        )
    for name in ("date", "location"):
        _header(view, names, name)
        quiet = ET.SubElement(view, "View", className="ec-quiet")
        _picks(quiet, name, f"$options.{name}s", "single")
        _typed(view, f"{name}_other", names.heading(f"other_{name}"), "1")
    _header(view, names, "attribution")
    _typed(view, "attribution", names.heading("attribution_hint"), "1")


def _code_choice(parent: ET.Element, code: Code, names: Names) -> ET.Element:
    name, definition = names.code(code.code)
    return ET.SubElement(
        parent, "Choice", value=f"{code.code} {name}", alias=code.code, hint=definition
    )


def _header(parent: ET.Element, names: Names, key: str) -> None:
    ET.SubElement(parent, "Header", value=names.heading(key), size="6")


def _choices(parent: ET.Element, name: str, choice: str) -> ET.Element:
    return ET.SubElement(
        parent,
        "Choices",
        name=name,
        toName=TEXT,
        perRegion="true",
        choice=choice,
        showInline="true",
    )


def _picks(parent: ET.Element, name: str, value: str, choice: str) -> None:
    """Options that come with the article."""
    _choices(parent, name, choice).set("value", value)


def _typed(parent: ET.Element, name: str, placeholder: str, most: str | None) -> None:
    area = ET.SubElement(
        parent,
        "TextArea",
        name=name,
        toName=TEXT,
        perRegion="true",
        rows="1",
        editable="true",
        placeholder=placeholder,
    )
    if most is not None:
        area.set("maxSubmissions", most)


if __name__ == "__main__":
    from toolkit.workspace import packaged_codebook

    print(labelling_config(packaged_codebook(), "id"), end="")
