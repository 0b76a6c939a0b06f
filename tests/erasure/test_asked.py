"""Who is meant: one key, or a list; what is wrong with a list is one sentence that shows no key."""

import pytest

from gcrm.core.errors import UsageError
from gcrm.erasure.asked import Asked, asked


def test_a_list_gives_its_keys_with_their_lines(tmp_path):
    (tmp_path / "list.txt").write_text("\ufeffK-1\n\n K-2 \r\n", encoding="utf-8")
    assert asked(None, tmp_path / "list.txt") == Asked(((1, "K-1"), (3, "K-2")), "list.txt")
    assert asked("K-1", None) == Asked(((1, "K-1"),))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty; it holds one key on each line, and no header."),
        (b"K-\xff", "is not UTF-8 at byte 2; save it as UTF-8."),
        (None, "cannot be read: No such file or directory."),
    ],
)
def test_a_list_that_cannot_be_read_is_said_in_a_sentence(tmp_path, content, said):
    path = tmp_path / "list.txt"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UsageError) as error:
        asked(None, path)
    assert str(error.value) == f"The list {path} {said}"


def test_nobody_is_named():
    with pytest.raises(UsageError, match=r"^Name a member: --member KEY, or --list FILE"):
        asked(" ", None)


def test_several_keys_of_nobody_are_one_sentence():
    given = Asked(((1, "card"), (2, "K-1"), (3, "K-2")), "list.txt")
    said = "2 of the 3 keys of list.txt are no members of corner (the first: line 1); if it is a header, take it out."
    assert given.unknown([1, 3], "corner") == said
    assert given.unknown([3], "corner") == "Line 3 of list.txt is no member of corner."
