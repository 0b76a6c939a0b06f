"""The key that came by the environment, while it is taken out of there: processes that are started find it nowhere."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

_VARIABLES = ("GCRM_VAULT_KEY", "GCRM_VAULT_KEY_NEW")
_held: dict[str, str] = {}


def given(variable: str) -> str | None:
    """What the variable was set to, whether it stands in the environment or is held here."""
    return _held.get(variable) or os.environ.get(variable)


@contextmanager
def withdrawn() -> Iterator[None]:
    """Inside, no process that is started inherits the keys: Java, Python's workers, `hdfs`, a browser."""
    _held.update({name: os.environ.pop(name) for name in _VARIABLES if name in os.environ})
    try:
        yield
    finally:
        os.environ.update(_held)
        _held.clear()
