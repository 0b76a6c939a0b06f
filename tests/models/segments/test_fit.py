"""A fit out of its row, and back into it."""

from gcrm.models.segments.fit import of_row, parameters


def test_a_fit_comes_back_from_its_row(chosen):
    row = chosen.filter("is_chosen").first()
    fit = of_row(row)
    assert [tuple(one) for one in row.parameters] == parameters(fit)
    assert (fit.n_sample, len(fit.centres), len(fit.centres[0])) == (180, 3, 3)
