"""A corner shop for every test, or for a file of them."""

import pytest
from tests.corner import Corner


@pytest.fixture(scope="session")
def open_corner():
    """Opens a corner in a folder."""
    return Corner


@pytest.fixture
def corner(tmp_path):
    return Corner(tmp_path)
