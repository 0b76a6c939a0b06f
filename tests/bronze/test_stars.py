"""A star among the arguments of a function stands for declared columns; any other stays as it is written."""

import pytest

from gcrm.bronze.stars import declared

FILES = (
    ("sales", ("receipt", "단지명", "_extra", "_problem", "_source")),
    ("articles", ("article", "label", "_extra", "_problem", "_source")),
)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (
            "md5(concat_ws('|', *)) AS id\nFROM sales",
            "md5(concat_ws('|', `sales`.`receipt`, `sales`.`단지명`)) AS id\nFROM sales",
        ),
        ("*, hash(s.*) FROM sales s", "*, hash(`s`.`receipt`, `s`.`단지명`) FROM sales s"),
        ("hash(* EXCEPT (receipt)) FROM sales", "hash(`sales`.`단지명`) FROM sales"),
        (
            "hash(s.*), max(struct(*)) FROM sales s LEFT JOIN articles a ON a.article = s.receipt",
            "hash(`s`.`receipt`, `s`.`단지명`), max(struct(`s`.`receipt`, `s`.`단지명`, `a`.`article`, `a`.`label`))"
            " FROM sales s LEFT JOIN articles a ON a.article = s.receipt",
        ),
        (
            "hash(*) FROM (SELECT *, 1 AS one FROM articles)  AS a",
            "hash(`a`.`article`, `a`.`label`, `a`.`one`) FROM (SELECT *, 1 AS one FROM articles)  AS a",
        ),
        (
            "1 FROM sales UNION ALL SELECT hash(*) FROM articles",
            "1 FROM sales UNION ALL SELECT hash(`articles`.`article`, `articles`.`label`) FROM articles",
        ),
    ],
)
def test_a_star_in_a_function_is_the_declared_columns(written, meant):
    assert declared(f"SELECT {written}", FILES) == f"SELECT {meant}"


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT *, count(*), count(DISTINCT *), 2 * 3 AS n, '(*)' AS text FROM sales -- hash(*)",
        "SELECT hash(*) FROM nowhere",
        "SELECT absent, hash(*) FROM sales",
        "SELECT receipt FROM sales WHERE receipt IN (SELECT * FROM articles)",
    ],
)
def test_any_other_star_stays(sql):
    assert declared(sql, FILES) == sql
