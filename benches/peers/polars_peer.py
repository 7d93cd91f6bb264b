"""polars, one lazy query over Int64 fen."""

from __future__ import annotations

import polars
from polars import col
from task import CITIES, FIRST, HIRED, LAST, TOWNS, Columns, Row, Work, rows


def prepare(columns: Columns, mode: str) -> tuple[Work, int]:
    assert mode == "int"
    frame = polars.DataFrame({name: columns[name] for name in ("base", "hire", "town", "passed")})
    frame = frame.with_columns(col("base").cast(polars.Int64))
    towns = polars.DataFrame({"town": range(TOWNS), "city": columns["city_of_town"]})
    towns = towns.with_columns(col("town").cast(polars.UInt16))

    def work() -> list[Row]:
        query = frame.lazy().join(towns.lazy(), on="town", how="left").with_columns(pay=col("base"))
        sums = []
        for year in range(HIRED + 1, LAST + 1):
            raised = (col("hire") < year) & (col("passed") & (1 << (year - 1 - HIRED)) != 0)
            pay = polars.when(raised).then((col("pay") * 21 + 10) // 20).otherwise(col("pay"))
            query = query.with_columns(pay=pay)
            if year >= FIRST:
                share = (col("pay") * 3 + 2) // 5
                query = query.with_columns(col("pay").alias(f"pay_{year}"), share.alias(f"share_{year}"))
                sums += [col(f"pay_{year}").sum(), col(f"share_{year}").sum()]
        found = query.group_by("city").agg(polars.len().alias("heads"), *sums).collect().sort("city")
        assert found["city"].to_list() == list(range(CITIES))
        years = range(FIRST, LAST + 1)
        pays, shares = ([found[f"{of}_{year}"] for year in years] for of in ("pay", "share"))
        return rows(found["heads"], pays, shares)

    return work, int(frame.estimated_size())
