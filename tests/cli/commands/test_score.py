"""`gcrm score`: what its options mean where they are left out, and where they are typed bare."""

import pytest

from gcrm.cli.parser import parsed

TYPED = ("score", "--coalition", "demo", "--truth", "landing/truth")


@pytest.mark.parametrize(("given", "factor"), [([], None), (["--fail-under"], 1.0), (["--fail-under", "0.9"], 0.9)])
def test_bounds_bind_only_where_that_is_asked_for(given, factor):
    assert parsed([*TYPED, *given]).fail_under == factor


def test_the_truth_must_be_named(capsys):
    with pytest.raises(SystemExit) as stopped:
        parsed(TYPED[:3])
    assert stopped.value.code == 2
    assert "The following arguments are required: --truth" in capsys.readouterr().err


def test_its_set_is_of_the_simulation_and_not_of_tables():
    args = parsed([*TYPED, "--set", "clicks.browses=3"])
    assert args.parameters == ["clicks.browses=3"]
    assert not hasattr(args, "set")
