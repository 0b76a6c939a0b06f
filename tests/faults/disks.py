"""Small file systems, so that a full disk is not this machine's."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def mounted(folder: Path, size: str) -> Iterator[Path]:
    """The folder as a file system of its own, given back at the end; a plain folder for who may not mount one."""
    folder.mkdir(parents=True)
    if os.geteuid() != 0:
        yield folder
        return
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(folder: Path, leave: int) -> Path:
    """A file that leaves so many bytes of room on a small file system."""
    assert os.path.ismount(folder), f"{folder} is no file system of its own"
    ballast = folder / "ballast"
    with ballast.open("wb") as handle:
        while (free := shutil.disk_usage(folder).free - leave) > 0:
            try:
                handle.write(bytes(min(free, 16 << 20)))
                handle.flush()
            except OSError:
                break
    return ballast
