"""How large an amount may be before it is taken for a slip: by the currency, or as the coalition says."""

_UNITS = 10_000_000
# Powers of ten that a US dollar is worth, about (rates of 2024); a currency that is not named is worth a few dollars.
_MAGNITUDE = {
    5: ("LBP",),
    4: ("GNF", "IDR", "IRR", "KHR", "LAK", "MGA", "PYG", "SLL", "SYP", "UZS", "VND"),
    3: ("ARS", "BIF", "CDF", "CLP", "COP", "IQD", "KRW", "MMK", "MNT", "MWK", "NGN", "RWF", "TZS", "UGX"),
    2: ("AMD", "AOA", "CRC", "DZD", "HUF", "ISK", "JPY", "KES", "KMF", "KZT", "LKR", "NPR", "PKR", "RSD", "SDG", "XAF",
        "XOF", "XPF", "YER"),
}  # fmt: skip


def largest_amount(currency: str, agreed: int | None = None) -> int:
    """The amount from which on one is implausible: what was agreed on, or ten million dollars, about.

    >>> largest_amount("BRL"), largest_amount("VND"), largest_amount("VND", 500)
    (10000000, 100000000000, 500)
    """
    if agreed is not None:
        return agreed
    return int(_UNITS * 10 ** next((power for power, names in _MAGNITUDE.items() if currency.upper() in names), 0))
