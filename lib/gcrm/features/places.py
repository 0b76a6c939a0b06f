"""Where areas lie: a point for each, as published, or else the mean corner of its boundary."""

from pyspark.sql import Column, DataFrame
from pyspark.sql import functions as F

_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?"


def centres(areas: DataFrame) -> DataFrame:
    """`area_id`, `longitude` and `latitude` of each area; null where it has neither a point nor a boundary.

    >>> shape = '{"type": "Polygon", "coordinates": [[[0, 2], [4, 2], [4, 4], [0, 4]]]}'
    >>> areas = spark.createDataFrame([("a", None, None, shape), ("b", 9.5, 1.0, None)],
    ...                               "area_id string, longitude double, latitude double, boundary string")
    >>> [tuple(row) for row in centres(areas).collect()]
    [('a', 2.0, 3.0), ('b', 9.5, 1.0)]
    """
    corners = F.get_json_object("boundary", "$.coordinates")
    numbers = F.regexp_extract_all(corners, F.lit(_NUMBER), F.lit(0)).cast("array<double>")
    known = F.col("longitude").isNotNull() & F.col("latitude").isNotNull()
    return areas.select(
        "area_id",
        *(
            F.when(known, F.col(name)).otherwise(_mean(numbers, start)).alias(name)
            for start, name in enumerate(("longitude", "latitude"))
        ),
    )


def _mean(numbers: Column, start: int) -> Column:
    """The mean of every second number, from the first or the second."""
    every = F.filter(numbers, lambda _, i: i % 2 == start)
    total = F.aggregate(every, F.lit(0.0), lambda so_far, one: so_far + one)
    return F.try_divide(total, F.size(every))
