"""Personal data goes, what shoppers talk about stays."""

import pytest
from pyspark.sql import SparkSession
from pyspark.sql import functions as F

from gcrm.core.frames import small
from gcrm.silver.masking import masked

MASKED = {
    "e-mail ana.b+1@mail.com.br!": "e-mail [email]!",
    "ANA_B@MAIL.COM\r\nfim": "[email]\r\nfim",
    "ana (at) mail.com": "[email]",
    "ana arroba mail.com": "[email]",
    "CPF 123.456.789-09": "CPF [document]",
    "CNPJ 12.345.678/0001-95": "CNPJ [document]",
    "CNPJ 12345678000195": "CNPJ [number]",
    "บัตร 1-2345-67890-12-3": "บัตร [document]",
    "주민 900101-1234567": "주민 [document]",
    "SSN 123-45-6789": "SSN [document]",
    "(11) 98687-8025": "[phone]",
    "cel (11) 999929867 ok": "cel [phone] ok",
    "71-99135-5551": "[phone]",
    "81 992013121 ": "[number] ",
    "98687-8025": "[phone]",
    "+55 11 98687-8025": "[phone]",
    "0912 345 678 nhé": "[phone] nhé",
    "0912.345.678": "[phone]",
    "+84912345678": "[phone]",
    "081-234-5678 ค่ะ": "[phone] ค่ะ",
    "๐๘๑-๒๓๔-๕๖๗๘": "[phone]",
    "02-123-4567": "[phone]",
    "010-1234-5678로": "[phone]로",
    "01012345678": "[phone]",
    "(212) 555-0123": "[phone]",
    "212-555-0123": "[phone]",
    "+1 (212) 555-0123": "[phone]",
    "pedido 02-662119905": "pedido [number]",
    "8198606-4483": "[number]",
    "PO794782342BR": "PO[number]BR",
}
KEPT = [
    "chegou em 09/11/2016 (33 dias)",
    "2018-01-18 ou 18-01-2018 ou 18.01.2018",
    "paguei R$ 1.299,90 por 2",
    "giá 12.000.000đ",
    "$1,234,567.89",
    "tamanhos 36 38 40 42",
    "nota 10, 2 estrelas, 1234567",
    "",
]


@pytest.mark.parametrize(("text", "left"), [*MASKED.items(), *[(text, text) for text in KEPT]])
def test_masking(spark: SparkSession, text: str, left: str) -> None:
    row = small(spark, "text string", [(text,)]).select(masked(F.col("text")).alias("masked")).first()
    assert row is not None
    assert row.masked == left


def test_no_text_stays_no_text(spark: SparkSession) -> None:
    row = spark.sql("SELECT CAST(NULL AS STRING) AS text").select(masked(F.col("text")).alias("masked")).first()
    assert row is not None
    assert row.masked is None
