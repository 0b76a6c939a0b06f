"""Files as a partner lands them, for readers of text."""

import pytest


@pytest.fixture
def landed(request, tmp_path):
    """Writes a file; gives what a reader is told of it: path -> (relative name, revision)."""
    usual = request.module.SPEC.path.replace("*", "file")

    def write(content, name=usual, revision=1, encoding="utf-8"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return {str(path): (name, revision)}

    return write
