"""Tables that come with the package: the real towns of Guangdong, and a made-up roster.

Each is ready for :class:`shuangbai.Plan` as it is; where they come from stands in the README files
beside them.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from shuangbai import _native
from shuangbai.table import Table

__all__ = ["guangdong_regions", "guangdong_towns", "plan_2017_stations", "plan_2017_workers"]


def guangdong_towns(within: str = "") -> Table:
    """The 1,610 streets, towns and townships of Guangdong in 2023 (real): ``code``, ``name``,
    ``villages``. Farms, zones and other units of that level are left out: they have no station.

    ``within`` is a city or county whose towns alone are wanted: its code (4 or 6 digits) or its name.

    :raises ValueError: for a city or county that there is not, or a name that two have; the text has the nearest.

    >>> import shuangbai
    >>> towns = shuangbai.datasets.guangdong_towns()
    >>> len(towns), sum(towns["villages"])
    (1610, 26524)
    >>> shuangbai.datasets.guangdong_towns("440203")["name"][:3]
    ['新华街道', '惠民街道', '西联镇']
    >>> len(shuangbai.datasets.guangdong_towns("韶关市"))
    105
    """
    within = _code(within)
    towns = _table("guangdong-2023", "towns.csv")
    rows = zip(*(towns.column(name) for name in ("code", "name", "villages", "class")))
    chosen = [row for row in rows if row[3] != "other" and row[0].startswith(within)]
    columns = {
        "code": [code for code, *_ in chosen],
        "name": [name for _, name, *_ in chosen],
        "villages": [int(villages) for _, _, villages, _ in chosen],
    }
    return Table(_native.Table.from_columns(columns), ("广东省乡镇（街道）", "Towns of Guangdong"))


def _code(within: str) -> str:
    """The code of a region by its code or name."""
    regions = guangdong_regions()
    if not within or within in regions:
        return within
    codes = [
        code
        for code, name in regions.items()
        if name in (within, f"{within}市", f"{within}区", f"{within}县")
    ]
    if len(codes) == 1:
        return codes[0]
    if codes:
        raise ValueError(
            f"{within}: {', '.join(codes)} 同名，请写编码 (several have this name, give the code)"
        )
    near = get_close_matches(within, [*regions, *regions.values()], 1)
    zh, en = (f"，是否应为“{near[0]}”？", f"; did you mean {near[0]}?") if near else ("", "")
    raise ValueError(f"广东没有市、县“{within}”{zh} (no city or county of Guangdong: {within}{en})")


@cache
def _town_names() -> dict[str, str]:
    towns = _table("guangdong-2023", "towns.csv")
    return dict(zip(towns.column("code"), towns.column("name")))


def known_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of those of the codes that are Guangdong's province, cities, counties and towns."""
    wanted = [code for code in codes if code.startswith("44")]
    known = guangdong_regions() if wanted else {}
    if any(len(code) == 9 for code in wanted):
        known |= _town_names()
    return {code: known[code] for code in wanted if code in known}


def guangdong_regions() -> dict[str, str]:
    """The names of Guangdong's cities and counties by code (real), for a plan's ``regions``.

    >>> import shuangbai
    >>> shuangbai.datasets.guangdong_regions()["4402"]
    '韶关市'
    """
    regions = _table("guangdong-2023", "regions.csv")
    return dict(zip(regions.column("code"), regions.column("name")))


def plan_2017_stations() -> Table:
    """The stations of a SYNTHETIC roster of 双百计划: real towns drawn by lot, ``code``, ``name``,
    ``tier``, ``opens``."""
    return Table(_table("plan-2017", "stations.csv"), ("社工站（虚构）", "Stations (synthetic)"))


def plan_2017_workers() -> Table:
    """A SYNTHETIC roster of 双百计划, made up so that it meets the published totals; nobody in it is
    real. The columns are those of a plan's workers, with a bare year for each year's grades.

    >>> import shuangbai
    >>> len(shuangbai.datasets.plan_2017_workers())
    2052
    """
    return Table(_table("plan-2017", "workers.csv"), ("社工（虚构）", "Workers (synthetic)"))


def _table(folder: str, name: str) -> _native.Table:
    return _native.Table.from_csv(files(__name__).joinpath(folder, name).read_bytes())
