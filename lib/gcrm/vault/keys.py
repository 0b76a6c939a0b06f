"""The secret from which pseudonyms are made: from the environment or a file, never from configuration."""

import hmac
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from gcrm.core.errors import UsageError
from gcrm.core.storage import hadoop, streams
from gcrm.core.storage.folders import local_path

VARIABLE, FILE_VARIABLE = "GCRM_VAULT_KEY", "GCRM_VAULT_KEY_FILE"
_BYTES = 32


def secret(vault: str, local: bool) -> bytes:
    """The 32-byte secret, `key` in the vault; made with mode 0600 on the first local use, and only there.

    Raises UsageError, which never shows the secret, when it is absent, malformed, or readable by others.
    """
    if VARIABLE in os.environ:
        return _decoded(os.environ[VARIABLE], f"the environment variable {VARIABLE}")
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
        _make(folder)
    return _read(folder)


def namespace_key(master: bytes, namespace: str) -> bytes:
    """A namespace's own key: HKDF-Expand with one block (Krawczyk and Eronen 2010, RFC 5869, section 2.3)."""
    return hmac.digest(master, b"gcrm member key " + namespace.encode() + b"\x01", "sha256")


def list_key(master: bytes) -> bytes:
    """The key of the list of forgotten members: HKDF-Expand as above, under a label that no namespace can have."""
    return hmac.digest(master, b"gcrm forgotten\x01", "sha256")


def key_id(master: bytes) -> str:
    """A fingerprint that tells one secret from another and gives nothing of it away: HKDF-Expand as above, cut."""
    return hmac.digest(master, b"gcrm key id\x01", "sha256").hex()[:16]


def _read(path: Path) -> bytes:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise UsageError(
                f"The vault key {path} is readable by others (mode {mode:04o}); `chmod 600 {path}` mends it."
            )
        return _decoded(path.read_text(encoding="ascii"), f"the file {path}")
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
        return _decoded(handle.read().decode("ascii", "replace"), f"the file {path}")


def _decoded(text: str, where: str) -> bytes:
    try:
        value = bytes.fromhex(text.strip())
    except ValueError:
        value = b""
    if len(value) != _BYTES:
        raise UsageError(f"The vault key in {where} must be 64 hexadecimal digits (`openssl rand -hex 32` makes one).")
    return value


def _make(path: Path) -> None:
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
