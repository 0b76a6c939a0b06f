"""The secret: made once, read by its owner only, never shown."""

import subprocess
import sys

import pytest

from gcrm.core.errors import UsageError
from gcrm.vault.keys import FILE_VARIABLE, LIST, VARIABLE, list_secret, secret
from gcrm.vault.withdrawn import withdrawn

KEY = "8d1f0a6be2c45793b01e9c7f64d2a85be3370c59f19846adcb02e57d1a6f83b4"
OTHER = "41c6be90f27a3d85e0176b9cd85f23ae7094ce1b36fa82d5690db74c1e58a3f2"


@pytest.fixture(autouse=True)
def no_key_around(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)


def refusal(vault, local=True):
    with pytest.raises(UsageError) as caught:
        secret(str(vault), local)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_the_first_local_use_makes_a_key_for_its_owner_alone(tmp_path):
    first = secret(str(tmp_path / "lake" / "vault"), True)
    path = tmp_path / "lake" / "vault" / "key"
    assert len(first) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert bytes.fromhex(path.read_text().strip()) == first
    assert secret(str(tmp_path / "lake" / "vault"), True) == first
    assert secret(str(tmp_path / "other" / "vault"), True) != first


def test_the_mode_does_not_hang_on_the_umask(tmp_path):
    code = f"import os; os.umask(0); from gcrm.vault.keys import secret; secret({str(tmp_path / 'vault')!r}, True)"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert (tmp_path / "vault" / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "vault").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o660, 0o620])
def test_a_key_that_others_may_read_is_refused(tmp_path, mode):
    path = tmp_path / "key"
    path.write_text(KEY)
    path.chmod(mode)
    said = refusal(tmp_path)
    assert said == f"The vault key {path} is readable by others (mode 0{mode:o}); `chmod 600 {path}` mends it."


@pytest.mark.parametrize("text", ["", "8d1f", KEY + "00", KEY[:-1] + "g", "not a key but a s3cret", KEY[:-2] + "é "])
def test_a_malformed_key_is_refused_without_showing_it(tmp_path, text):
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(0o600)
    said = refusal(tmp_path)
    assert said.startswith(f"The vault key in the file {path} must be 64 hexadecimal") or "not ASCII" in said
    assert not text or text[:4] not in said.replace(str(path), "")


def test_the_environment_may_hold_the_key_or_name_its_file(tmp_path, monkeypatch):
    path = tmp_path / "elsewhere"
    path.write_text(KEY + "\n")
    path.chmod(0o600)
    monkeypatch.setenv(FILE_VARIABLE, str(path))
    assert secret("hdfs://namenode/vault", False) == bytes.fromhex(KEY)
    monkeypatch.setenv(VARIABLE, OTHER)
    assert secret("hdfs://namenode/vault", False) == bytes.fromhex(OTHER)
    assert secret(str(tmp_path / "vault"), True) == bytes.fromhex(OTHER)
    assert not (tmp_path / "vault").exists()


def test_a_malformed_key_in_the_environment_is_refused_without_showing_it(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, "correct horse")
    said = refusal(tmp_path)
    assert said.startswith(f"The vault key in the environment variable {VARIABLE} must be 64 hexadecimal digits")
    assert "horse" not in said


def test_a_key_file_that_is_not_there_is_never_made_where_it_was_named(tmp_path, monkeypatch):
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "lost"))
    assert refusal(tmp_path) == f"The vault key {tmp_path / 'lost'} cannot be read: No such file or directory."
    assert not (tmp_path / "lost").exists()


def test_for_tables_elsewhere_no_key_is_made_on_this_machine(tmp_path):
    said = refusal(tmp_path / "vault", local=False)
    assert said.startswith(f"No vault key: set {VARIABLE} to 64 hexadecimal digits, or {FILE_VARIABLE}")
    assert not (tmp_path / "vault").exists()


def test_a_vault_that_cannot_be_reached_is_named():
    said = refusal("hdfs://namenode.invalid/vault")
    assert said.startswith("The host of hdfs://namenode.invalid/vault/key is not known")


def test_a_key_that_cannot_be_made_is_one_sentence(tmp_path):
    (tmp_path / "taken").write_text("")
    assert refusal(tmp_path / "taken").startswith(f"The vault key {tmp_path / 'taken' / 'key'} cannot be")
    assert "cannot be" in refusal(tmp_path / "taken" / "vault")


def test_two_first_uses_at_once_end_with_one_key(tmp_path):
    code = f"from gcrm.vault.keys import secret; print(secret({str(tmp_path / 'vault')!r}, True).hex())"
    users = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    given = {user.communicate()[0].strip() for user in users}
    assert given == {(tmp_path / "vault" / "key").read_text().strip()}
    assert [path.name for path in (tmp_path / "vault").iterdir()] == ["key"]


@pytest.mark.parametrize(
    "guessed",
    [
        bytes(32),
        b"\xff" * 32,
        bytes(range(32)),
        bytes.fromhex("0123456789abcdef") * 4,
        b"Of this lakehouse a secret phrase"[:32],
    ],
)
def test_a_key_that_can_be_guessed_is_refused_wherever_it_stands(tmp_path, monkeypatch, guessed):
    path = tmp_path / "key"
    path.write_text(guessed.hex())
    path.chmod(0o600)
    said = f"The vault key in the file {path} can be guessed: `openssl rand -hex 32` makes one at random."
    assert refusal(tmp_path) == said
    monkeypatch.setenv(VARIABLE, guessed.hex())
    assert refusal(tmp_path).startswith(f"The vault key in the environment variable {VARIABLE} can be guessed")


def test_the_list_of_forgotten_members_has_a_secret_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, KEY)
    first = list_secret(str(tmp_path))
    assert first == list_secret(str(tmp_path)) != bytes.fromhex(KEY)
    assert (tmp_path / LIST).stat().st_mode & 0o777 == 0o600


def test_no_process_that_is_started_inherits_the_key(tmp_path, monkeypatch):
    monkeypatch.setenv(VARIABLE, KEY)
    shown = [sys.executable, "-c", "import os; print(dict(os.environ))"]
    with withdrawn():
        assert KEY not in subprocess.run(shown, capture_output=True, text=True, check=True).stdout
        assert secret(str(tmp_path), True).hex() == KEY
    assert KEY in subprocess.run(shown, capture_output=True, text=True, check=True).stdout
