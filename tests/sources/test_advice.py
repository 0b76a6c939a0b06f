"""An encoding is advised only where the bytes speak for it: any bytes are Latin-1."""

import pytest

from gcrm.sources.encoded import wrong_encoding

GOOD = "".join(f"{n},pão de açúcar\n" for n in range(28))
MIXED = b"id,name\n0,a\n" + "1,café\n".encode("cp1252") + GOOD.encode()


@pytest.fixture
def told(tmp_path):
    def look(content, encoding="utf-8"):
        (tmp_path / "f.csv").write_bytes(content)
        return wrong_encoding(str(tmp_path / "f.csv"), encoding)

    return look


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252", "cp949"])
def test_of_two_encodings_in_one_file_none_is_advised(told, encoding):
    said = told(MIXED, encoding)
    assert said.startswith("line 3 is not ")
    assert "put together from two encodings" in said
    assert "encoding:" not in said


@pytest.mark.parametrize(
    ("content", "encoding", "said"),
    [
        ("1,São\n".encode(), "latin-1", "the file is UTF-8, not latin-1; 'encoding: utf-8' would read it"),
        ("1,서울\n".encode(), "cp949", "line 1 is not cp949; 'encoding: utf-8' would read it"),
        ("1,서울 강남구\n".encode("cp949"), "utf-8", "line 1 is not utf-8; 'encoding: cp949' would read it"),
        (
            "1,Ação\n".encode("latin-1"),
            "utf-8",
            "line 1 is not utf-8; its byte 0xe7 would be 'ç' by 'encoding: latin-1', 'з' by 'encoding: cp1251', "
            "'ç' by 'encoding: cp1258', '็' by 'encoding: cp874': declare what the partner writes",
        ),
    ],
)
def test_what_would_read_a_file_is_told_by_its_bytes(told, content, encoding, said):
    assert told(content, encoding) == said


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("São Paulo, Nº 3, Ação\n", "latin-1"),
        ("“café” €\n", "cp1252"),
        ("กรุงเทพ\n", "cp874"),
        ("서울\n", "cp949"),
        ("plain\n", "latin-1"),
        ("ÀÁÂÃ NÃO SÃO Â°\n" + "ação é não à\n" * 30, "latin-1"),
    ],
)
def test_text_in_its_own_encoding_is_good(told, text, encoding):
    assert told(text.encode(encoding), encoding) is None


NATIONAL = [
    ("cp949", "서울특별시 강남구\n커피 원두\n"), ("cp949", "천안\n청주\n호두\n화장지\n"),
    ("cp874", "ข้าวหอมมะลิ\nน้ำปลา\n"),
    ("cp874", "ยา\n"), ("gbk", "牛奶\n大米五公斤\n上海市浦东新区\n"), ("big5", "牛奶\n上海市浦東新區\n"),
    ("cp932", "牛乳\n配送が早い\n"), ("euc_jp", "お米五キロ\n東京都\n"), ("cp1251", "Молоко\nРис\n"),
]  # fmt: skip


@pytest.mark.parametrize(("encoding", "text"), NATIONAL)
def test_a_national_encoding_is_told_by_the_letters_of_its_language(told, encoding, text):
    content = ("id,name\n" + text).encode(encoding)
    assert told(content) == f"line 2 is not utf-8; 'encoding: {encoding}' would read it"
    assert told(content, encoding) is None


def test_where_several_are_likely_each_is_told_with_what_it_would_read(told):
    said = told("นมสด\n".encode("cp874"))
    assert "'นม' by 'encoding: cp874'" in said
    assert "latin-1" not in said


def test_letters_of_a_dos_machine_are_known(told):
    assert "its byte 0xc6 would be 'ã' by 'encoding: cp850', " in told("Pão\n".encode("cp850"))


@pytest.mark.parametrize(
    "encoding",
    ["cp1258", "cp1251", "cp1250", "iso8859-2", "cp874", "tis-620", "gb18030", "gbk", "big5", "cp949", "cp850"],
)
@pytest.mark.parametrize("text", ["Sữa tươi\n", "ยาสีฟัน\n", "우유와 서울\n", "Pão de açúcar\n", "茶叶和牛奶\n"])
def test_utf_8_is_no_text_of_another_encoding(told, encoding, text):
    said = told(("id\n" + text).encode(), encoding)
    assert said.endswith(f"not {encoding}; 'encoding: utf-8' would read it")


@pytest.mark.parametrize(("encoding", "text"), [("cp874", "1,รถ\n"), ("cp949", "1,천\n"), ("gbk", "1,茅\n")])
def test_a_sign_or_two_that_would_be_utf_8_by_accident_are_what_is_declared(told, encoding, text):
    assert told(text.encode(encoding), encoding) is None
