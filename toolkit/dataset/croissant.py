"""Croissant metadata (mlcommons.org/croissant/1.1) with its responsible-AI vocabulary.

The record sets are made from the features, one a config, plus one for each set of class names. The
files are named relative to ``croissant.json``, so the folder loads as it lies, without a network.
A list of structures has no form that loaders read, so the column ``origin`` of the events is left
to the Parquet files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toolkit.dataset.citation import LICENCES, authors
from toolkit.dataset.features import CONFIGS, features
from toolkit.dataset.history import Release
from toolkit.dataset.plan import Plan
from toolkit.dataset.sections import Place
from toolkit.ontology import QUAD_CLASSES

if TYPE_CHECKING:
    from datasets import ClassLabel

FILE = "croissant.json"
_TYPES = {
    "string": "sc:Text",
    "bool": "sc:Boolean",
    "date32": "sc:Date",
    "int8": "sc:Integer",
    "int32": "sc:Integer",
    "int64": "sc:Integer",
    "float32": "sc:Float",
    "float64": "sc:Float",
}


def croissant(
    folder: Path, made: Plan, filled: Mapping[str, str], release: Release | None, place: Place
) -> dict[str, Any]:
    """The JSON-LD of a dataset folder whose Parquet files are written. ``filled`` are the texts of
    the card, which the responsible-AI fields repeat."""
    import mlcroissant

    context = mlcroissant.Metadata(
        name="x", url="https://example.org", distribution=[], record_sets=[]
    ).to_json()["@context"]
    settings = made.inputs.settings
    hub = f"https://huggingface.co/datasets/{place.address}" if place.on_hub else None
    told: dict[str, Any] = {
        "@context": context,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.1",
        "name": settings.name,
        "description": settings.description.strip() or settings.title,
        "url": settings.homepage or hub,
        "license": LICENCES.get(settings.label_license, settings.label_license),
        "version": made.version,
        "creator": [{"@type": "sc:Organization", "name": n} for n in authors(settings)],
        "citeAs": filled["bibtex"],
        "inLanguage": sorted({d.lang for d in made.inputs.documents}),
        "keywords": ["event data", "CAMEO", "news", "political science"],
    }
    if release is not None:
        told["datePublished"] = release.released.isoformat()
    told |= _responsible(made, filled)
    told["distribution"] = list(_files(folder, made))
    told["recordSet"] = [*_names(made), *(_records(config, made) for config in made.tables)]
    return {key: value for key, value in told.items() if value}


def _responsible(made: Plan, filled: Mapping[str, str]) -> dict[str, Any]:
    days = sorted(d.published for d in made.inputs.documents if d.published)
    coders = sorted({row["coder"] for row in made.inputs.coded if row["skipped"] is None})
    per_article = [row["annotators"] for rows in made.tables["documents"].values() for row in rows
                   if row.get("annotators")]  # fmt: skip
    guidelines = sorted({a.guidelines for a in made.inputs.annotations})
    return {
        "rai:dataCollection": filled["collection"].split("\n\n")[0],
        "rai:dataCollectionType": "Secondary data: news articles",
        "rai:dataCollectionTimeFrame": [f"{days[0]}T00:00:00", f"{days[-1]}T23:59:59"]
        if days
        else None,
        "rai:dataAnnotationProtocol": "Annotators mark events as spans with CAMEO codes, source, "
        "target, date, place and status, by written guidelines"
        + (f" (version {', '.join(guidelines)})" if guidelines else ""),
        "rai:dataAnnotationPlatform": "Label Studio" if made.inputs.annotations else None,
        "rai:dataAnnotationAnalysis": filled["agreement"],
        "rai:annotationsPerItem": f"{min(per_article)} to {max(per_article)}"
        if per_article
        else None,
        "rai:annotatorDemographics": filled["annotators"] if made.inputs.annotations else None,
        "rai:machineAnnotationTools": coders or None,
        "rai:dataBiases": filled["limits"],
        "rai:dataLimitations": filled["limits"],
        "rai:dataUseCases": "Training and testing event coders and sentence classifiers; studies "
        "of disagreement between annotators",
        "rai:dataSocialImpact": "Event records are used to study and forecast conflict; errors and "
        "the selection of the news carry over to such uses",
        "rai:personalSensitiveInformation": filled["personal"],
        "rai:dataReleaseMaintenancePlan": filled["versions"].strip(),
    }


def _files(folder: Path, made: Plan) -> Iterator[dict[str, Any]]:
    for config in made.tables:
        for path in sorted((folder / "data" / config).glob("*.parquet")):
            name = path.relative_to(folder).as_posix()
            yield {
                "@type": "cr:FileObject",
                "@id": name,
                "name": path.name,
                "contentUrl": name,
                "contentSize": f"{path.stat().st_size} B",
                "encodingFormat": "application/x-parquet",
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
        yield {
            "@type": "cr:FileSet",
            "@id": f"{config}-files",
            "name": f"{config}-files",
            "encodingFormat": "application/x-parquet",
            "includes": f"data/{config}/*.parquet",
        }


def _names(made: Plan) -> Iterator[dict[str, Any]]:
    codebook = made.inputs.codebook

    def described(code: str) -> str:
        return codebook[code].name if code in codebook else "no longer in the codebook"

    sets = {
        "code_names": [(code, described(code)) for code in made.labels.codes],
        "root_names": [(code, described(code)) for code in made.labels.roots],
        "quad_names": [(name, name) for name in QUAD_CLASSES.values()],
    }
    for name, classes in sets.items():
        yield {
            "@type": "cr:RecordSet",
            "@id": name,
            "name": name,
            "dataType": "sc:Enumeration",
            "key": {"@id": f"{name}/number"},
            "field": [
                {"@type": "cr:Field", "@id": f"{name}/number", "dataType": "sc:Integer"},
                {"@type": "cr:Field", "@id": f"{name}/name", "dataType": "sc:Text"},
                {"@type": "cr:Field", "@id": f"{name}/description", "dataType": "sc:Text"},
            ],
            "data": [
                {f"{name}/number": i, f"{name}/name": label, f"{name}/description": told}
                for i, (label, told) in enumerate(classes)
            ],
        }


def _records(config: str, made: Plan) -> dict[str, Any]:
    columns = features(config, made.labels)
    fields = [
        field for name, kind in columns.items()
        if (field := _field(config, name, kind, made, [name])) is not None
    ]  # fmt: skip
    if "split" not in columns:
        pattern = rf"data/{config}/([a-z]+)-.*"
        fields.append(
            {
                "@type": "cr:Field",
                "@id": f"{config}/split",
                "name": "split",
                "dataType": "sc:Text",
                "source": {
                    "fileSet": {"@id": f"{config}-files"},
                    "extract": {"fileProperty": "fullpath"},
                    "transform": {"regex": pattern},
                },
            }
        )
    return {
        "@type": "cr:RecordSet",
        "@id": config,
        "name": config,
        "description": CONFIGS[config],
        "field": fields,
    }


def _field(config: str, name: str, kind: Any, made: Plan, path: list[str]) -> dict[str, Any] | None:
    """A column, or a part of a nested one, at ``path`` below its column."""
    from datasets import ClassLabel, List

    told: dict[str, Any] = {
        "@type": "cr:Field",
        "@id": "/".join([config, *path]),
        "name": name,
    }
    if isinstance(kind, dict):
        inner = [_field(config, key, value, made, [*path, key]) for key, value in kind.items()]
        return told | {"subField": [field for field in inner if field is not None]}
    if isinstance(kind, List):
        if isinstance(kind.feature, dict):
            return None
        told |= {"isArray": True, "arrayShape": "-1"}
        kind = kind.feature
    if isinstance(kind, ClassLabel):
        told["dataType"] = "sc:Integer"
        told["references"] = {"field": {"@id": f"{_name_set(kind, made)}/number"}}
    else:
        told["dataType"] = _TYPES[kind.dtype]
    source: dict[str, Any] = {
        "fileSet": {"@id": f"{config}-files"},
        "extract": {"column": path[0]},
    }
    if len(path) > 1:
        source["transform"] = {"jsonPath": ".".join(path[1:])}
    return told | {"source": source}


def _name_set(kind: ClassLabel, made: Plan) -> str:
    names = tuple(kind.names)
    if names == made.labels.codes:
        return "code_names"
    return "root_names" if names == made.labels.roots else "quad_names"
