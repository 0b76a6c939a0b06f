"""What modules declare is found wherever they lie: folders and zips, in packages of packages."""

import importlib
import sys
import zipfile

import pytest

from gcrm.core.discovery import declared

SOURCES = {
    "tinytown/__init__.py": "",
    "tinytown/b.py": "SIGN = 'second'\n",
    "tinytown/a.py": "SIGN = 'first'\n",
    "tinytown/number.py": "SIGN = 7\n",
    "tinytown/nothing.py": "",
    "tinytown/inner/__init__.py": "",
    "tinytown/inner/c.py": "SIGN = 'third'\n",
}


@pytest.mark.parametrize("name", ["folder", "tinytown.zip"])
def test_values_of_the_right_kind_are_found_in_the_order_of_their_modules(monkeypatch, tmp_path, name):
    place = tmp_path / name
    if place.suffix == ".zip":
        with zipfile.ZipFile(place, "w") as archive:
            for path, text in SOURCES.items():
                archive.writestr(path, text)
    else:
        for path, text in SOURCES.items():
            (place / path).parent.mkdir(parents=True, exist_ok=True)
            (place / path).write_text(text)
    monkeypatch.syspath_prepend(str(place))
    try:
        assert declared(importlib.import_module("tinytown"), "SIGN", str) == ["first", "second", "third"]
    finally:
        for module in [module for module in sys.modules if module.partition(".")[0] == "tinytown"]:
            del sys.modules[module]
