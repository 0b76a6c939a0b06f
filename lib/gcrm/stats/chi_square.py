"""Quantiles of chi-square."""


def quantile(degrees: int, level: float) -> float:
    """What chi-square with so many degrees of freedom stays below at `level`; 0 with none.

    >>> round(quantile(2, 0.95), 4), quantile(0, 0.95)
    (5.9915, 0.0)
    """
    # Here, because `gcrm check` imports every model and has no use for scipy.
    from scipy.special import gammaincinv

    return 2 * float(gammaincinv(degrees / 2, level)) if degrees else 0.0
