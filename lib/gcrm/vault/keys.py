"""The secret from which pseudonyms are made: from the environment or a file, never from configuration."""

import os
import secrets
import stat
import tempfile
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from gcrm.core.errors import UsageError
from gcrm.core.storage import hadoop, streams
from gcrm.core.storage.folders import local_path
from gcrm.vault import withdrawn

VARIABLE, FILE_VARIABLE = "GCRM_VAULT_KEY", "GCRM_VAULT_KEY_FILE"
NEW_VARIABLE = "GCRM_VAULT_KEY_NEW"
LIST = "list.key"
_BYTES = 32
_KINDS = 20  # of 32 random bytes about 30 differ, and never fewer than so many


def secret(vault: str, local: bool) -> bytes:
    """The 32-byte secret, `key` in the vault; made with mode 0600 on the first local use, and only there.

    Raises UsageError, which never shows the secret, when it is absent, malformed, or readable by others.
    """
    if (typed := withdrawn.given(VARIABLE)) is not None:
        return decoded(typed, f"the environment variable {VARIABLE}")
    given = os.environ.get(FILE_VARIABLE)
    path = given or f"{vault}/key"
    folder = local_path(path)
    if folder is None:
        return _read_remote(path)
    if given is None and not local:
        raise UsageError(
            f"No vault key: set {VARIABLE} to 64 hexadecimal digits, or {FILE_VARIABLE} to a file with them, mode 0600."
        )
    if not given and not folder.exists():
        make(folder)
    return _read(folder)


def key_path(vault: str) -> str | None:
    """The file that the secret stands in; None where it came by the environment."""
    if withdrawn.given(VARIABLE) is not None:
        return None
    return os.environ.get(FILE_VARIABLE) or f"{vault}/key"


def next_secret(vault: str) -> bytes:
    """The secret that is to follow: from the environment where the present one is, or made beside its file. The same
    each time until `adopt` has put it into its place. Raises UsageError."""
    path = key_path(vault)
    if path is not None:
        return _made_once(f"{path}.new")
    given = withdrawn.given(NEW_VARIABLE)
    if given is None:
        raise UsageError(
            f"The vault key came by {VARIABLE}: set {NEW_VARIABLE} to the next one, 64 hexadecimal digits."
        )
    found = decoded(given, f"the environment variable {NEW_VARIABLE}")
    if found == secret(vault, True):
        raise UsageError(f"{NEW_VARIABLE} is the key that is in use; `openssl rand -hex 32` makes another.")
    return found


def adopt(vault: str) -> None:
    """Puts the secret that `next_secret` has made into the place of the present one, which is gone then."""
    path = key_path(vault)
    if path is None:
        return
    folder = local_path(path)
    if folder is not None:
        Path(f"{folder}.new").replace(folder)
        return
    hadoop.delete(path)
    hadoop.rename(f"{path}.new", path)


def list_secret(vault: str) -> bytes:
    """The secret of the list of forgotten members: its own, so that the list outlives a new key. Made by the first who
    asks, which is who forgets first."""
    return _made_once(f"{vault}/{LIST}")


def _made_once(path: str) -> bytes:
    folder = local_path(path)
    if folder is None:
        if hadoop.status(path) is None:
            _put(path)
        return _read_remote(path)
    if not folder.exists():
        make(folder)
    return _read(folder)


def _read(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise UsageError(
                f"The vault key {path} is readable by others (mode {mode:04o}); `chmod 600 {path}` mends it."
            )
        return decoded(path.read_text(encoding="ascii"), f"the file {path}")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"The vault key {path} cannot be read: {getattr(error, 'strerror', 'not ASCII')}.") from None


def _read_remote(path: str) -> bytes:
    if hadoop.status(path) is None:
        raise UsageError(
            f"No vault key at {path}; `gcrm install` makes one, or put 64 hexadecimal digits there, mode 0400."
        )
    mode = hadoop.mode(path)
    if mode & 0o077:
        raise UsageError(
            f"The vault key {path} is readable by others (mode {mode:04o}); `hdfs dfs -chmod 400 {path}` mends it."
        )
    with streams.seekable(path) as handle:
        return decoded(handle.read().decode("ascii", "replace"), f"the file {path}")


def decoded(text: str, where: str) -> bytes:
    """The secret that stands at `where`. Raises UsageError for what is none, or can be guessed."""
    try:
        value = bytes.fromhex(text.strip())
    except ValueError:
        value = b""
    if len(value) != _BYTES:
        raise UsageError(f"The vault key in {where} must be 64 hexadecimal digits (`openssl rand -hex 32` makes one).")
    if _is_guessed(value):
        raise UsageError(f"The vault key in {where} can be guessed: `openssl rand -hex 32` makes one at random.")
    return value


def _is_guessed(value: bytes) -> bool:
    """Whether bytes repeat each other, go up in steps, or are a text: none of it comes of chance.

    >>> _is_guessed(bytes(32)), _is_guessed(bytes(range(32))), _is_guessed(b"a key that somebody has thought of")
    (True, True, True)
    >>> _is_guessed(bytes.fromhex("8d1f0a6be2c45793b01e9c7f64d2a85be3370c59f19846adcb02e57d1a6f83b4"))
    False
    """
    steps = {(after - before) % 256 for before, after in pairwise(value)}
    return min(len(set(value)), len(steps)) < _KINDS or all(32 <= byte < 127 for byte in value)


def _put(path: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        make(Path(scratch) / LIST)
        hadoop.put(f"{scratch}/{LIST}", path)
        hadoop.restrict(path, 0o400)


def make(path: Path) -> None:
    """Writes a new secret that its owner alone may read; one that is there stays. Raises UsageError."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
        # Whole from the first, and never over another: two first runs at once end with one key.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    except OSError as error:
        raise UsageError(f"The vault key {path} cannot be made: {error.strerror}.") from None
