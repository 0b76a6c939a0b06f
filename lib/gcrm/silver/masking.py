"""Personal data in free text, masked by shape: e-mail addresses, phone numbers, document numbers, other long numbers.

Shapes err towards masking: an order number that looks like a phone number goes, a date or a price stays. Names of
people are not found; a text column therefore keeps its mark `pii="text"`.
"""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.core.texts import plain

_D = "[0-9]"
_SEP, _GAP = r"[ ./-]", r"[\s./()_~*·•|-]{0,3}"
# A number starts where no digit, and no group of one, stands before it, and ends where no digit follows.
_START, _END = rf"(?<!{_D})(?<!{_D}[.,/:-])", rf"(?!{_D})"

_AT = r"(?:\s?@\s?|\s?[(\[{<]\s?(?:at|arroba|a|@)\s?[)\]}>]\s?|\s(?:arroba|a còng)\s|\s?골뱅이\s?)"
_DOT = r"(?:[.。]|\s\.\s|\s?[(\[{<]\s?(?:dot|ponto|\.)\s?[)\]}>]\s?|\s(?:dot|ponto|chấm|점)\s)"
_NAME, _DOMAIN = r"[\p{L}\p{Nd}._%+-]+", r"[\p{L}\p{Nd}-]+"
_EMAILS = (
    rf"(?i){_NAME}{_AT}{_DOMAIN}(?:{_DOT}{_DOMAIN})+",
    rf"(?i){_NAME}\sat\s{_DOMAIN}(?:\sdot\s{_DOMAIN})+",
)
# What follows the name of a messenger is somebody's account there, where it looks like one.
_MESSENGER = r"kakao(?:talk)?|카카오톡?|카톡|라인|zalo|wechat|telegram|whatsapp|viber|instagram|line(?=\s?id|\s?:)|ไลน์"
_ACCOUNT = rf"(?i)((?:{_MESSENGER})(?:\s?id)?\s?:?\s?)@?[\p{{L}}_][\w.-]*{_D}{{2,}}[\w.-]*"
_DATE = rf"(?:{_D}{{4}}[./-]{_D}{{1,2}}[./-]{_D}{{1,2}}|{_D}{{1,2}}[./ -]{_D}{{1,2}}[./ -]{_D}{{4}})"
_NO_DATE = rf"(?!{_DATE}{_END})"
# 12.000.000 is a price in half of the world; a phone number starts with 0, or has a group of another length.
_NO_PRICE = rf"(?![1-9]{_D}{{0,2}}(?:\.{_D}{{3}})+(?![.-]?{_D}))"

_DOCUMENTS = (
    rf"{_D}{{2}}\.?{_D}{{3}}\.?{_D}{{3}}/{_D}{{4}}-?{_D}{{2}}",  # CNPJ: a company in Brazil
    rf"{_D}{{3}}\.{_D}{{3}}\.{_D}{{3}}-?{_D}{{2}}",  # CPF: a person in Brazil
    rf"{_D}-{_D}{{4}}-{_D}{{5}}-{_D}{{2}}-{_D}",  # Thai identity card
    rf"{_D}{{6}}-[1-8]{_D}{{6}}",  # Korean resident registration
    rf"{_D}{{3}}-{_D}{{2}}-{_D}{{4}}",  # US social security, Korean business registration
)
_PHONES = (
    rf"\(?\+ ?{_D}{{1,3}}\)?(?:{_SEP}{{0,3}}\(?{_D}{{1,5}}\)?){{2,6}}",  # international, (+82) 10-1234-5678
    rf"\(0?{_D}{{2,3}}\)(?:{_SEP}{{0,3}}{_D}{{2,5}}){{2,4}}",  # (11) 98687-8025, (84) 912 345 678
    rf"0{_D}{{1,3}}{_SEP}{_D}{{3,4}}{_SEP}{_D}{{3,4}}",  # 010-1234-5678, 081 234 5678, 0912.345.678
    rf"{_D}{{2,3}}{_SEP}9?{_D}{{4}}-{_D}{{4}}",  # 71-99135-5551
    rf"{_D}{{3}}{_SEP}{_D}{{3}}{_SEP}{_D}{{4}}",  # 212-555-0123
    rf"9?{_D}{{4}}-{_D}{{4}}",  # 98687-8025
    rf"0{_D}{{8,10}}",  # 0912345678
)
# Sizes in a row (36 38 40 42) are no number of anybody: one group of four digits must be in it.
_NUMBER = rf"{_NO_DATE}{_NO_PRICE}(?=[0-9 ._-]*{_D}{{4}})(?:{_D}[ ._-]{{0,3}}){{7,}}{_D}"
_SPELT = rf"{_D}(?:[ ._-]{{1,3}}{_D}{_END}){{7,}}"  # 9 0 0 1 0 1 1 2
# In pairs, with slashes, with blanks about dashes: whatever begins with 0 and is as long as a phone number.
_LOOSE = rf"{_NO_DATE}0(?:{_GAP}{_D}){{7,11}}"


def _number(*shapes: str) -> str:
    return f"{_START}(?:{'|'.join(f'(?:{shape})' for shape in shapes)}){_END}"


# One shape a kind: each is one more pass over a text, and one more expression in the plan of each table with texts.
_SHAPES = {
    "|".join(_EMAILS): "[email]",
    _number(*_DOCUMENTS): "[document]",
    _number(*_PHONES): "[phone]",
    _number(_NUMBER, _SPELT): "[number]",
    _number(_LOOSE): "[phone]",
    _ACCOUNT: "$1[account]",
}


def masked(text: Column) -> Column:
    """The text with [email], [document], [phone], [number] (eight digits or more) and [account] in their places.

    >>> said = ["fale com ana.b@mail.com ou (11) 98687-8025", "meu CPF 818.942.526-00, pedido 02-662119905",
    ...         "chegou 09/11/2016, custou R$ 1.299,90", "gọi 0912.345.678, giá 12.000.000đ", "โทร ๐๘๑-๒๓๔-๕๖๗๘",
    ...         "문의 010-1234-5678", "call +1 212-555-0123 before 2018-01-18"]
    >>> frame = spark.createDataFrame([(text,) for text in said], "text string")
    >>> for row in frame.select(masked(F.col("text")).alias("m")).collect(): print(row.m)
    fale com [email] ou [phone]
    meu CPF [document], pedido [number]
    chegou 09/11/2016, custou R$ 1.299,90
    gọi [phone], giá 12.000.000đ
    โทร [phone]
    문의 [phone]
    call [phone] before 2018-01-18
    """
    # Digits of other scripts, wide signs and long dashes are folded first; a text that tells nothing stays as it is.
    folded = plain(text)
    left = reduce(lambda masked_so_far, shape: F.regexp_replace(masked_so_far, *shape), _SHAPES.items(), folded)
    return F.when(folded.rlike("|".join(f"(?:{shape})" for shape in _SHAPES)), left).otherwise(text)
