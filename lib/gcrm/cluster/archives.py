"""What a job takes along: jars and Python packages that lie on the cluster; code and configuration, sent with it."""

import hashlib
import re
import subprocess
import sys
import tempfile
import venv
import zipfile
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import pyspark

import gcrm
from gcrm.core.errors import UsageError
from gcrm.core.storage.jars import DELTA_VERSION, jars_folder

# Spark brings the first two to every container itself; with plotly people look at tables, no job imports the others.
_NOT_TAKEN = ("pyspark", "py4j", "plotly", "venv-pack")
_ONE_TIME = (1980, 1, 1, 0, 0, 0)  # so that the same content makes the same bytes


@dataclass(frozen=True)
class Names:
    """File names of the two large archives; they change when what is in them does."""

    spark: str
    python: str


def names() -> Names:
    """The archives that this environment would make."""
    listed = hashlib.sha256("\n".join(_packages()).encode()).hexdigest()[:12]
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Names(f"spark-{pyspark.__version__}-delta-{DELTA_VERSION}.zip", f"python-{version}-{listed}.tar.gz")


def pack_spark(path: Path) -> None:
    """Every jar that a Spark process loads, Delta's too."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for jar in sorted(jars_folder().glob("*.jar")):
            archive.write(jar, jar.name)


def pack_python(path: Path) -> None:
    """The packages that jobs import, in a virtual environment for machines with the same Python at the same path.

    Raises UsageError when they cannot be fetched.
    """
    import venv_pack

    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "environment"
        venv.create(home, with_pip=False, symlinks=True)
        into = ["--target", str(home / "lib" / f"python3.{sys.version_info.minor}" / "site-packages")]
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", *into]
        done = subprocess.run([*pip, *_packages()], capture_output=True, text=True, check=False)
        if done.returncode:
            told = (done.stderr.strip().splitlines() or ["nothing"])[-1]
            raise UsageError(f"The Python packages for the cluster could not be fetched; pip said: {told}")
        # A third of all files are the packages' own tests, and every machine unpacks them one by one.
        packed = venv_pack.Env(str(home)).exclude("*/tests/*")
        packed.pack(output=str(path), format="tar.gz", compress_level=1)


def pack_code(path: Path) -> None:
    """This package, as a zip that Python imports from."""
    root = Path(gcrm.__file__).parent
    files = (file for file in root.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    _zip(path, {f"gcrm/{file.relative_to(root)}": file for file in files})


def pack_folder(folder: Path, path: Path) -> None:
    _zip(path, {str(file.relative_to(folder)): file for file in folder.rglob("*") if file.is_file()})


def _zip(path: Path, files: dict[str, Path]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _ONE_TIME), files[name].read_bytes(), zipfile.ZIP_DEFLATED)


def _packages() -> list[str]:
    """`name==version` of everything that this package needs at run time, as installed here."""
    found: dict[str, str] = {}
    front = ["gcrm"]
    while front:
        for line in metadata.requires(front.pop()) or []:
            name, marker = re.match(r"[\w.-]+", line), line.partition(";")[2]
            key = name[0].lower().replace("_", "-") if name else ""
            if key and key not in found and key not in _NOT_TAKEN and _holds(marker):
                found[key] = metadata.version(key)
                front.append(key)
    return sorted(f"{name}=={version}" for name, version in found.items())


def _holds(marker: str) -> bool:
    from packaging.markers import Marker

    return not marker or Marker(marker).evaluate({"extra": ""})
