"""What the driver sees of lines before Spark reads them: those that are passed over, and quotes that do not close."""

import pytest

from gcrm.sources.lines import Torn, mended_by, survey
from gcrm.sources.spec import Options


@pytest.fixture
def seen(tmp_path):
    def look(text, first=1, **options):
        path = tmp_path / "file.csv"
        path.write_bytes(text.encode(options.get("encoding", "utf-8")))
        return survey(str(path), Options(**options), first), str(path)

    return look


@pytest.mark.parametrize(
    ("text", "options", "n", "passed"),
    [
        ("a,b\n1,2\n", {}, 2, []),
        ("a,b\n1,2", {}, 2, []),
        ("\n \t\na,b\n\n\0\0\n1,2\n\n", {}, 2, [0, 0, 1, 1]),
        ("a,b\r1,2\r\r3,4\r", {}, 3, [2]),
        ("a,b\r\n\r\n1,2\r\n", {}, 2, [1]),
        ("#x\na,b\n#y\n1,#2\n", {"comment": "#"}, 2, [0, 1]),
        ('a,b\n\n1,"x\n\ny"\n \n\n2,3\n', {"multiline": True}, 6, [1, 5]),
        ('a,b\n#"\n1,2\n', {"multiline": True, "comment": "#"}, 2, [1]),
        ("a,b\r\n\r\n1,2\r\n", {"encoding": "utf-16"}, 2, [1]),
        ("", {}, 0, []),
    ],
)
def test_lines_that_spark_passes_over_are_told_from_the_others(seen, text, options, n, passed):
    found, _ = seen(text, **options)
    assert (found.n, found.passed, found.torn) == (n, passed, None)


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ('a,b\n"1","say ""no"""\n,""\n"","x"\n', {}),
        ('a,b\n5" pipe,2\n1, "x"\n', {}),
        ('a,b\n"1" ,2\n', {}),
        ('a,b\n"1,2\n', {"quote": "none"}),
        ('a;b\n"1;";2\n', {"sep": ";"}),
        ('a,b\n"x\\" y","C:\\\\"\n', {"escape": "\\"}),
        ('a,b\n"x\ny",2\n', {"multiline": True}),
        ("a,b\n'x,',2\n", {"quote": "'"}),
    ],
)
def test_quotes_that_fit_are_not_complained_of(seen, text, options):
    assert seen(text, **options)[0].torn is None


@pytest.mark.parametrize(
    ("text", "options", "torn", "mend"),
    [
        ('a,b\n1,"x\ny"\n2,z\n', {}, Torn(2, True), "'multiline: true'"),
        ('a,b\n"TV 32\\" black",2\n', {}, Torn(2, False), "'escape: \"\\\\\"'"),
        ('a,b\n"x\\"\\",\ny",2\n', {}, Torn(2, False), "'multiline: true' and 'escape: \"\\\\\"'"),
        ('a,b\n1,"x\n2,y\n', {}, Torn(2, True), None),
        ('a,b\n1,"x\n2,"y"\n3,z\n', {"multiline": True}, Torn(2, False), None),
        ('a,b\n1,2\n\n3,"x\n4,y\n', {"multiline": True}, Torn(4, True), None),
        ('a,b\n"x"y,2\n', {}, Torn(2, False), None),
        ('a,b\n"x ""y"" z",2\n', {"escape": "\\"}, Torn(2, False), None),
        ('a,b\n1,"x\ny"\n', {"encoding": "utf-16"}, Torn(2, True), "'multiline: true'"),
    ],
)
def test_quotes_that_do_not_fit_are_told_with_the_option_that_would_read_them(seen, text, options, torn, mend):
    found, path = seen(text, **options)
    assert found.torn == torn
    assert mended_by(path, Options(**options), 1) == mend


def test_what_stands_above_the_header_may_hold_any_quote(seen):
    assert seen('"Sales\na,b\n1,2\n', first=2)[0].torn is None
    assert seen('"Sales\na,b\n"1,2\n', first=2)[0].torn == Torn(3, True)


def test_places_are_right_in_a_file_of_many_pieces(seen):
    text = "a,b\n" + '1,"two"\n' * 300_000 + "\n" + '1,"two"\n' * 200_000 + '3,"four\n'
    found, _ = seen(text)
    assert (found.n, found.passed, found.torn) == (500_002, [300_001], Torn(500_003, True))
    whole, _ = seen(text, multiline=True)
    assert (whole.passed, whole.torn) == ([300_001], Torn(500_003, True))
