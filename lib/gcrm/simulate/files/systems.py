"""The till systems of partners: six ways to write the same basket line, in four encodings."""

from dataclasses import dataclass
from typing import Literal

# What a line has to say, by the names that the simulation gives it.
Fact = Literal[
    "receipt", "line", "card", "sold", "store", "article", "group", "quantity", "amount", "discount",
    "payment", "instalments", "till",
]  # fmt: skip
DateOrder = Literal["iso", "ymd", "dmy"]


@dataclass(frozen=True)
class System:
    """How one system writes: `columns` maps the header's names to facts; `language` is that of group names.

    `late_columns` come with the new layout, if the system ever changes, and dates are ISO from then on.
    """

    kind: Literal["csv", "jsonl", "parquet"]
    columns: dict[str, Fact]
    language: str
    sep: str = ","
    encoding: str = "utf-8"
    gzipped: bool = False
    dates: DateOrder = "iso"
    decimal_comma: bool = False
    late_columns: tuple[tuple[str, Fact], ...] = ()

    @property
    def suffix(self) -> str:
        return f".{self.kind}{'.gz' if self.gzipped else ''}"


def _columns(
    card: str, sold: str, store: str, group: str, quantity: str, amount: str, discount: str
) -> dict[str, Fact]:
    return {
        "Receipt": "receipt",
        "Line": "line",
        card: "card",
        sold: "sold",
        store: "store",
        "Article": "article",
        group: "group",
        quantity: "quantity",
        amount: "amount",
        discount: "discount",
    }


SYSTEMS = {
    "norda": System("csv", _columns("Card No", "Sold At", "Store", "Group", "Pieces", "Paid", "Off"), "en"),
    "hanbit": System(
        "csv", _columns("Customer", "Time", "Shop", "Category", "Qty", "Amount", "Discount"), "ko",
        sep=";", encoding="cp949", dates="ymd",
    ),
    "chaiyo": System(
        "csv", _columns("Member", "Date Time", "Branch", "Kind", "Units", "Net", "Rebate"), "th",
        sep="\t", encoding="cp874", dates="dmy", late_columns=(("Till", "till"),),
    ),
    "lusa": System(
        "csv", _columns("Cartao", "Data Hora", "Loja", "Grupo", "Quantidade", "Valor", "Desconto"), "pt",
        sep=";", encoding="latin-1", gzipped=True, dates="dmy", decimal_comma=True,
    ),
    "mall": System(
        "jsonl",
        {
            **_columns("account", "ordered_at", "warehouse", "title", "units", "price_paid", "coupon"),
            "payment": "payment",
            "instalments": "instalments",
        },
        "vi", gzipped=True,
    ),
    "aero": System("parquet", _columns("traveller", "booked_at", "desk", "service", "seats", "fare", "voucher"), "en"),
}  # fmt: skip
