"""Files of any file system that Hadoop knows: what there is, whose it is, and how it is put there."""

from typing import Any

from py4j.protocol import Py4JJavaError

from gcrm.core.storage.gateway import filesystem, jvm, path_of, told, translated


def sha256(path: str) -> str:
    with told(path):
        source = filesystem(path).open(path_of(path))
        try:
            return str(jvm().org.apache.commons.codec.digest.DigestUtils.sha256Hex(source))
        finally:
            source.close()


def delete(path: str) -> None:
    with told(path):
        filesystem(path).delete(path_of(path), False)


def give(path: str, owner: str, group: str, mode: int) -> None:
    """Sets owner, group and permissions; only the file system's superuser may."""
    with told(path):
        filesystem(path).setOwner(path_of(path), owner, group)
        filesystem(path).setPermission(path_of(path), _permission(mode))


def restrict(path: str, mode: int) -> None:
    """Sets the permissions of a file of this user's."""
    with told(path):
        filesystem(path).setPermission(path_of(path), _permission(mode))


def in_safe_mode(path: str, conf: Any) -> bool:
    """Whether the file system takes no writes for now; only HDFS has such a time."""
    with told(path):
        files = filesystem(path, conf)
        return bool(files.isInSafeMode()) if files.getScheme() == "hdfs" else False


def status(path: str, conf: Any = None) -> tuple[int, int] | None:
    """Size in bytes and time of the last change in seconds; None where nothing is there."""
    with told(path):
        files = filesystem(path, conf)
        if not files.exists(path_of(path)):
            return None
        found = files.getFileStatus(path_of(path))
        return int(found.getLen()), int(found.getModificationTime()) // 1000


def mode(path: str) -> int:
    """The permissions, as chmod takes them."""
    with told(path):
        return int(filesystem(path).getFileStatus(path_of(path)).getPermission().toShort())


def may_enter(path: str) -> bool:
    """Whether this user may look into the folder."""
    try:
        filesystem(path).access(path_of(path), jvm().org.apache.hadoop.fs.permission.FsAction.EXECUTE)
    except Py4JJavaError as error:
        if "AccessControlException" in str(error.java_exception):
            return False
        raise translated(error, path) from None
    return True


def make_folder(path: str, mode: int) -> None:
    """Makes the folder with these permissions where it is not there."""
    with told(path):
        files = filesystem(path)
        if not files.exists(path_of(path)):
            jvm().org.apache.hadoop.fs.FileSystem.mkdirs(files, path_of(path), _permission(mode))


def listed(root: str) -> list[str]:
    """Every file below the folder, with the whole address, in the order of their names."""
    with told(root):
        files = filesystem(root)
        found, names = files.listFiles(files.makeQualified(path_of(root)), True), []
        while found.hasNext():
            names.append(str(found.next().getPath().toString()))
    return sorted(names)


def qualified(path: str) -> str:
    """The whole address: `hdfs:///lake` with the NameNode that is configured."""
    with told(path):
        return str(filesystem(path).makeQualified(path_of(path)).toString())


def put(local: str, path: str) -> None:
    """Copies a local file to `path`, which others see when it is whole."""
    half = f"{path}._COPYING_"
    with told(path):
        files = filesystem(path)
        files.copyFromLocalFile(False, True, path_of(f"file:{local}"), path_of(half))
        files.delete(path_of(path), False)
        files.rename(path_of(half), path_of(path))


def rename(before: str, path: str) -> None:
    with told(path):
        filesystem(path).rename(path_of(before), path_of(path))


def _permission(mode: int) -> Any:
    return jvm().org.apache.hadoop.fs.permission.FsPermission(f"{mode:04o}")
