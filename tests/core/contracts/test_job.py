"""A job is named as its file and told in one line; anything else is refused where it is written down."""

import pytest

from gcrm.core.contracts.job import Job
from gcrm.core.contracts.table import ContractError


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (("Load", "what"), "Job name 'Load' must be lower case letters, digits and underscores."),
        (("load", "What comes in."), "Job 'load' needs a doc of one line without a full stop at its end."),
        (("load", ""), "Job 'load' needs a doc of one line without a full stop at its end."),
        (("load", "what\ncomes in"), "Job 'load' needs a doc of one line without a full stop at its end."),
        (("2nd", "what"), "Job name '2nd' must be lower case letters, digits and underscores."),
    ],
)
def test_a_job_that_cannot_be_a_file_is_refused(given, said):
    with pytest.raises(ContractError) as refused:
        Job(*given)
    assert str(refused.value) == said
