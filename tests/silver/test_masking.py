"""Personal data goes, what shoppers talk about stays."""

import phonenumbers
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
    "CNPJ 12345678000195": "CNPJ [document]",
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
    "call 010–1234–5678": "call [phone]",
    "call 010‑1234‑5678": "call [phone]",
    "๐๘๑–๒๓๔–๕๖๗๘": "[phone]",
    "０１０－１２３４－５６７８": "[phone]",
    "gọi 09 12 34 56 78": "gọi [phone]",
    "gọi 0912/345/678": "gọi [phone]",
    "gọi (84) 912 345 678": "gọi [phone]",
    "0\u200b9\u200b1\u200b2\u200b3\u200b4\u200b5\u200b6\u200b7\u200b8": "[phone]",
    "0️⃣9️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣": "[phone]",
    "0912\n345\n678": "[phone]",
    "9 0 0 1 0 1 1 2 3 4 5 6 7": "[number]",
    "010 - 1234 - 5678": "[number]",
    "(+82) 10-1234-5678": "[phone]",
    "+84(0)912345678": "[phone]",
    "ana＠mail.com": "[email]",
    "ana @ mail . com": "[email]",
    "ana[at]mail[dot]com": "[email]",
    "ana at mail dot com": "[email]",
    "ana 골뱅이 naver.com": "[email]",
    "ana a còng gmail chấm com": "[email]",
    "kakao kim_1234": "kakao [account]",
    "zalo id: minh.88": "zalo id: [account]",
    "insta: ana.souza": "insta: [account]",
    "kakao id kimminsu": "kakao id [account]",
    "인스타: kim.minsu": "인스타: [account]",
    "siga @ana_souza ok": "siga [account] ok",
    "veja https://www.instagram.com/ana.souza/ sim": "veja [account] sim",
    "facebook.com/minh.nguyen.88": "[account]",
    "m.me/minh.nguyen": "[account]",
    "wa.me/5511986878025": "[account]",
    "https://open.kakao.com/o/s1abcd": "[account]",
    "t.me/somchai, ok": "[account], ok",
    "ana%40mail.com": "[email]",
    "ana_at_mail_dot_com": "[email]",
    "ana arroba mail ponto com": "[email]",
    "ana@mail,com": "[email]",
    "a n a @ m a i l . c o m": "[email]",
    "𝓪𝓷𝓪@𝓶𝓪𝓲𝓵.𝓬𝓸𝓶": "[email]",
    "somchai แอท mail จุด com": "[email]",
    "CPF: 818 942 526 00": "CPF: [document]",
    "818 942 526-00": "[document]",
    "818942526-00": "[document]",
    "RG 12.345.678-9": "RG [document]",
    "CCCD 001 099 012 345": "CCCD [document]",
    "001 099 012 345": "[document]",
    "CMND 123 456 789": "CMND [document]",
    "hộ chiếu B1234567": "hộ chiếu [document]",
    "บัตรประชาชน 1 2345 67890 12 3": "บัตรประชาชน [document]",
    "1 2345 67890 12 3": "[number]",
    "주민번호 900101 1234567": "주민번호 [document]",
    "900101-1******": "[document]",
    "여권번호 M12345678": "여권번호 [document]",
    "SSN 123 45 6789": "SSN [document]",
    "123.45.6789": "[document]",
    "passport no. X1234567": "passport no. [document]",
    "4111 1111 1111 1111": "[number]",
    "11 98687*8025": "[number]",
    "O9I2 345 678 9": "[number]",
    "①①⑨⑧⑥⑧⑦⑧⑩": "[number]",
    "0912…345…678": "[number]",
    "555-0123": "[phone]",
    "zero nine one two three four five six": "[number]",
    "nove oito seis oito sete oito zero dois": "[number]",
    "không chín một hai ba bốn năm sáu bảy tám": "[number]",
    "공일공일이삼사오육칠팔": "[number]",
    "moro na Rua das Flores, 123": "moro na [address]",
    "CEP 01310-100": "[address]",
    "nhà ở 12/5 đường Lê Lợi": "nhà ở [address]",
    "I live at 742 Evergreen Terrace Road": "I live at [address]",
    "세종대로 110 으로": "[address] 으로",
    "บ้านเลขที่ 99/1": "[address]",
    "meu nome é Ana Souza e gostei": "meu nome é [name] e gostei",
    "Hi, my name is Bob Stone.": "Hi, my name is [name].",
    "tôi tên là Nguyễn Văn Minh": "tôi tên là [name]",
    "제 이름은 김민수입니다": "제 이름은 [name]입니다",
    "Gostei. Att, João da Silva": "Gostei. Att, [name]",
}
KEPT = [
    "chegou em 09/11/2016 (33 dias)",
    "2018-01-18 ou 18-01-2018 ou 18.01.2018",
    "paguei R$ 1.299,90 por 2",
    "giá 12.000.000đ",
    "$1,234,567.89",
    "tamanhos 36 38 40 42",
    "nota 10, 2 estrelas, 1234567",
    "１０％ off – 좋아요 👨‍👩‍👧 ½",
    "look at amazon.com",
    "08:30, 12/05, 2 x 250 g",
    "zalo giao hàng 2 ngày",
    "recebi tudo, nota 10 e um abraço",
    "adorei. abraços",
    "mua hai cái, một đỏ một xanh",
    "comprei um, dois, três itens",
    "the shop on Main Street is fine",
    "gosto da rua e da praça",
    "이 옷 사이즈 구 이사",
    "10/10 recomendo, 5/5",
    "pedi em 12/2017 e chegou em 01/2018",
    "follow us on instagram",
    "it was a nice line of products",
    "ILLO lOOl",
    "",
]


@pytest.mark.parametrize(("text", "left"), [*MASKED.items(), *[(text, text) for text in KEPT]])
def test_masking(spark: SparkSession, text: str, left: str) -> None:
    row = small(spark, "text string", [(text,)]).select(masked(F.col("text")).alias("masked")).first()
    assert row is not None
    assert row.masked == left


def test_numbers_of_five_countries_in_the_forms_of_a_library_for_them(spark: SparkSession) -> None:
    texts = []
    for region in ("VN", "TH", "KR", "BR", "US"):
        kinds = phonenumbers.supported_types_for_region(region)
        examples = [phonenumbers.example_number_for_type(region, kind) for kind in sorted(kinds)]
        # Eight digits or more: numbers of three to seven digits are those of services.
        long = [number for number in examples if number and len(str(number.national_number)) >= 8]
        told = [phonenumbers.format_number(number, form) for number in long for form in range(4)]
        for shown in told:
            signs = (("-", " "), (" ", "."), ("-", "–"), (" ", "-"), (" ", " - "), ("0", "０"), ("1", "๑"))
            texts += [f"call {shown.replace(old, new)} now" for old, new in (*signs, ("", ""))]
    assert len(texts) > 300
    frame = small(spark, "text string", [(text,) for text in texts])
    left = frame.select("text", masked(F.col("text")).alias("masked")).filter("masked RLIKE '\\\\p{Nd}'").collect()
    assert [tuple(row) for row in left] == []


def test_no_text_stays_no_text(spark: SparkSession) -> None:
    row = spark.sql("SELECT CAST(NULL AS STRING) AS text").select(masked(F.col("text")).alias("masked")).first()
    assert row is not None
    assert row.masked is None
