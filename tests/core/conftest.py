"""What the tests of core share."""

import pytest

from gcrm.core.settings.nodes import read_yaml


@pytest.fixture
def written(tmp_path):
    def write(text, name="some.yml"):
        path = tmp_path / name
        path.write_text(text)
        return read_yaml(path, f"conf/{name}")

    return write
