"""Tables that come with the package: the real towns of Guangdong, and a made-up roster.

Each is ready for :class:`shuangbai.Plan` as it is; where they come from stands in the README files
beside them.
"""

from __future__ import annotations

from importlib.resources import files

from shuangbai import _native
from shuangbai.table import Table

__all__ = ["guangdong_regions", "guangdong_towns", "plan_2017_stations", "plan_2017_workers"]


def guangdong_towns(within: str = "") -> Table:
    """The 1,610 streets, towns and townships of Guangdong in 2023 (real): ``code``, ``name``,
    ``villages``. Farms, zones and other units of that level are left out: they have no station.

    ``within`` is the code of a city (4 digits) or county (6 digits) whose towns alone are wanted.

    >>> import shuangbai
    >>> towns = shuangbai.datasets.guangdong_towns()
    >>> len(towns), sum(towns["villages"])
    (1610, 26524)
    >>> shuangbai.datasets.guangdong_towns("440203")["name"][:3]
    ['新华街道', '惠民街道', '西联镇']
    """
    towns = _table("guangdong-2023", "towns.csv")
    rows = zip(*(towns.column(name) for name in ("code", "name", "villages", "class")))
    chosen = [row for row in rows if row[3] != "other" and row[0].startswith(within)]
    columns = {
        "code": [code for code, *_ in chosen],
        "name": [name for _, name, *_ in chosen],
        "villages": [int(villages) for _, _, villages, _ in chosen],
    }
    return Table(_native.Table.from_columns(columns), ("广东省乡镇（街道）", "Towns of Guangdong"))


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
