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
