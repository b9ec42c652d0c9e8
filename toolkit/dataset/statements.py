"""What a card states about rights, limits, persons and versions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from toolkit.dataset.checks import Finding
from toolkit.dataset.history import Release
from toolkit.dataset.plan import Plan
from toolkit.dataset.splits import FEWEST_CLUSTERS
from toolkit.dataset.wording import count, documents_of, rows_of

_POLICIES = {
    "full": "The articles' texts are part of the dataset.",
    "snippet": "The dataset carries titles, the words of each span and the sentences in which an "
    "event was coded, not the articles; the other texts are null.",
    "none": "The dataset carries no text of the articles: ids, addresses, dates, offsets, codes "
    "and digests only. `toolkit rehydrate` joins a reader's own copy back and verifies every span.",
}


def rights(made: Plan) -> str:
    """Whether the texts are part of it, and under which licences."""
    settings = made.inputs.settings
    told = [_POLICIES[made.policy]]
    if settings.text_policy_reason.strip() and made.policy == settings.text_policy:
        told.append(settings.text_policy_reason.strip())
    texts = (
        "The texts belong to their publishers and are not licensed by this dataset."
        if settings.text_license == "other"
        else f"The texts are licensed under {settings.text_license}."
    )
    told.append(f"Labels: {settings.label_license}. {texts}")
    return " ".join(told)


def limits(made: Plan) -> str:
    """Known limits and biases, as far as the data shows them."""
    documents, told = documents_of(made), []
    if len(documents) < FEWEST_CLUSTERS:
        told.append(
            f"With {count(len(documents), 'article')} the set shows a format; nothing can be "
            "estimated or trained from it."
        )
    publishers = Counter(row["publisher"] for row in documents if row["publisher"])
    if publishers:
        name, most = publishers.most_common(1)[0]
        told.append(f"{most / len(documents):.0%} of the articles are from {name}.")
    unknown = sum(row["publisher"] is None for row in documents)
    if unknown:
        told.append(f"The publisher of {count(unknown, 'article')} is not known.")
    gold = {row["root_label"] for row in rows_of(made, "events")}
    absent = [code for code in made.inputs.codebook.roots if code not in gold]
    if gold and absent:
        told.append(f"No gold event has the root {', '.join(absent)}.")
    alone = sum(row["annotators"] == 1 for row in documents)
    if alone:
        told.append(f"{count(alone, 'article was', 'articles were')} annotated by one person only.")
    only = sum(row["annotators"] == 0 for row in documents)
    if only:
        told.append(f"{count(only, 'article has', 'articles have')} machine labels only.")
    corrected = sum(bool(row.get("derived_from")) for row in rows_of(made, "annotations"))
    if corrected:
        told.append(
            f"{count(corrected, 'annotated event')} began as a proposal of the machine, which "
            "draws annotators towards it (`derived_from`)."
        )
    fields = (made.inputs.agreement or {}).get("fields") or []
    weak = [f["title"] for f in fields if f["alpha"]["value"] is not None
            and f["alpha"]["value"] < 0.667]  # fmt: skip
    if weak:
        told.append(
            "Annotators agree less than is usually asked for (alpha below 0.667) on: "
            + ", ".join(weak) + "."
        )  # fmt: skip
    told.append(
        "Events are what articles say, true or not; whose voice it is stands in `attribution` "
        "where the text gives it."
    )
    return "\n".join(f"- {line}" for line in told)


def personal(made: Plan, findings: Sequence[Finding]) -> str:
    """Persons in the data, and how to have something taken down."""
    settings = made.inputs.settings
    told = [
        "The articles name persons, most of them office holders, in their public acts. Annotators "
        "appear under pseudonyms only."
    ]
    private = sum(f.level == "privacy" for f in findings)
    if private:
        told.append(
            f"The maintainers publish it knowing of {count(private, 'place')} with an e-mail "
            "address, telephone number or the like."
        )
    contact = settings.contact or "the maintainers of this dataset, on its Hub page"
    told.append(
        f"To have an article or a name taken out, write to {contact}: from the next release on "
        "the article's id stays as a tombstone (`withdrawn`), its text and labels go."
    )
    gone = sum(bool(row["withdrawn"]) for row in rows_of(made, "documents"))
    if gone:
        told.append(f"{count(gone, 'article was', 'articles were')} taken down so far.")
    return " ".join(told)


def versions(made: Plan, release: Release | None) -> str:
    """Which version this is, and how they are numbered."""
    day = f", released on {release.released}" if release else " (a local build, not a release)"
    told = (
        f"This is version {made.version}{day}. Versions are semantic: the last number rises with "
        "corrections, the middle one with new articles or events, the first when events are taken "
        "away or columns change. Each release has a tag (`v0.1.0`); load one with "
        '`revision="v…"`. '
    )
    if release:
        told += "`CHANGELOG.md` lists the events added, changed and removed."
    contact = made.inputs.settings.contact
    return told + (f" Questions and corrections: {contact}." if contact else "")
