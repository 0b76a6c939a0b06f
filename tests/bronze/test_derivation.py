"""Columns are followed by name, by place and through stars; what is not understood may hold everything."""

import pytest

from gcrm.bronze.derivation import made

FILES = (("sales", ("card", "paid", "shop")), ("shops", ("shop", "city")))


def of(sql):
    return {name: sorted(".".join(one) for one in found) for name, found in made(sql, FILES).columns.items()}


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("SELECT * EXCEPT (card) FROM sales", {"paid": ["sales.paid"], "shop": ["sales.shop"]}),
        ("SELECT s.* FROM sales s JOIN shops p ON p.shop = s.card", {
            "card": ["sales.card"], "paid": ["sales.paid"], "shop": ["sales.shop"]}),
        ("SELECT shop FROM sales JOIN shops USING (shop)", {"shop": ["sales.shop", "shops.shop"]}),
        ("SELECT paid AS a FROM sales UNION SELECT city FROM shops", {"a": ["sales.paid", "shops.city"]}),
        ("WITH paid AS (SELECT shop FROM shops) SELECT shop FROM paid", {"shop": ["shops.shop"]}),
        ("SELECT x.a FROM (SELECT card, paid FROM sales) x(a, b)", {"a": ["sales.card"]}),
        ("SELECT struct(card, paid).card AS a FROM sales", {"a": ["sales.card", "sales.paid"]}),
        ("SELECT transform(array(paid), card -> card + 1) AS a FROM sales", {"a": ["sales.paid"]}),
        ("SELECT md5(concat_ws('|', * EXCEPT (card, shop))) AS a FROM sales", {"a": ["sales.paid"]}),
        ("SELECT concat(s.* EXCEPT (card), p.*) AS a FROM sales s JOIN shops p USING (shop)", {
            "a": ["sales.paid", "sales.shop", "shops.city", "shops.shop"]}),
        ("SELECT md5(concat_ws('|', *)) AS a FROM sales", {"a": ["sales.card", "sales.paid", "sales.shop"]}),
        ("SELECT count(*) AS a, count(card) AS b FROM sales", {"a": [], "b": []}),
        ("SELECT 1 AS a FROM sales WHERE card > 1", {"a": []}),
    ],
)  # fmt: skip
def test_each_column_is_made_of(sql, found):
    assert of(sql) == found


def test_what_is_pivoted_may_be_any_column():
    found = made("SELECT * FROM (SELECT card, paid, shop FROM sales) PIVOT (max(paid) FOR shop IN ('a'))", FILES)
    assert found.is_vague
    assert ("sales", "card") in found.of("anything")


def test_queries_within_each_other_end_and_may_then_be_made_of_anything():
    """Each level is read twice: of forty nobody would see the end."""
    sql = "paid"
    for _ in range(40):
        sql = f"(SELECT {sql} FROM sales)"
    assert ("sales", "card") in made(f"SELECT {sql} AS a FROM sales", FILES).of("a")
    inner = "SELECT card AS c, paid FROM sales"
    for _ in range(10):
        inner = f"SELECT * FROM ({inner})"
    assert made(f"SELECT paid AS a FROM ({inner})", FILES).of("a") == {("sales", "paid")}
