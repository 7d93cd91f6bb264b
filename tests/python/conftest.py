"""What the tests share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import STATIONS, TEXT, WORKERS

from shuangbai import languages


@pytest.fixture(autouse=True)
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the locale, and whatever another test has chosen."""
    monkeypatch.setattr(languages, "_chosen", "zh")


VECTORS = Path(__file__).parent.parent / "vectors"


def vectors(kind: str) -> list[Path]:
    """The worked plans that have a forecast (`good`) or errors (`bad`), folder by folder."""
    folders = ["good", "found"] if kind == "good" else [kind]
    found = [path for folder in folders for path in sorted((VECTORS / folder).glob("*.json"))]
    assert len(found) > 50, "the worked plans are not there"
    return found


def small(**more: Any) -> dict[str, Any]:
    """The arguments of a small plan."""
    station = {"code": "440203001", "name": "西联镇", "villages": 3}
    return {"programme": "guangdong-2021", "horizon": (2021, 2022), "stations": [station], **more}


def without_texts(value: Any) -> Any:
    """A forecast as the worked plans have it: the notices' texts are free, and so are hints."""
    forecast = json.loads(value) if isinstance(value, str) else value
    forecast.pop("unlikely", None)
    for notice in forecast["notices"]:
        notice.pop("zh", None), notice.pop("en", None)
    return forecast


@pytest.fixture
def plan(tmp_path: Path) -> str:
    """A plan as a JSON file."""
    file = tmp_path / "plan.json"
    file.write_text(TEXT, "utf-8")
    return str(file)


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    """The options of a plan of two CSV files."""
    (tmp_path / "stations.csv").write_text(STATIONS, "utf-8")
    (tmp_path / "workers.csv").write_text(WORKERS, "utf-8")
    return [
        "--stations",
        f"{tmp_path}/stations.csv",
        "--workers",
        f"{tmp_path}/workers.csv",
        "--years",
        "2021-2023",
    ]
