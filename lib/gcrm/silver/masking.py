"""Personal data in free text, masked by shape: e-mail addresses, accounts, phone and document numbers, addresses.

Shapes err towards masking: an order number that looks like a phone number goes, a date or a price stays. Names of
people are found where words lead to them ("my name is"); a text column therefore keeps its mark `pii="text"`.
"""

from functools import reduce

from pyspark.sql import Column
from pyspark.sql import functions as F

from gcrm.core.texts import composed, plain

_D = "[0-9]"
_SEP, _GAP = r"[ ./-]", r"[\s./()_~*·•|…-]{0,3}"
# A number starts where no digit, no group of one and no code of a country stands before it, and ends where no digit
# follows. It may stand behind what numbers it: SĐT1:0912345678, 1/0912345678.
_LABEL, _ALONE = rf"[\p{{L}}\p{{M}}]{_D}{{1,2}}[:/=)]", rf"(?<![\p{{L}}\p{{M}}\p{{Nd}}.,:/-]){_D}"
_CODE = rf"(?:\+|(?<![{_D[1:-1]}:.,])00[ .-]?){_D}{{1,3}}[ .-]"
_START = (
    rf"(?<!{_D})(?<!{_CODE})(?:(?<!{_D}[.,/:-])|(?<={_LABEL})(?=0{_D}|{_D}{{4}}|[(+])"
    rf"|(?<={_ALONE}[:/=])(?=0{_D}{{2}}|[(+])|(?<={_ALONE},)(?=0{_D}{{8}}))"
)
_END = rf"(?!{_D})"

_SAID_AT, _SAID_DOT = "arroba|a còng|แอท|แอด|เอ็ท", "dot|ponto|chấm|점|จุด|ดอท"
_IN, _OUT = r"\s?[(\[{<]\s?", r"\s?[)\]}>]\s?"
_BRACKETED = rf"{_IN}(?:at|{_SAID_AT}|a|@|골뱅이|앳|ที่){_OUT}"
_WRITTEN = "%40|&#64;|&#x40;|&commat;"
_AT = rf"(?:\s?@+\s?|{_BRACKETED}|\s(?:{_SAID_AT})\s|\s?(?:골뱅이|앳)\s?|\s?(?:{_WRITTEN})\s?|[_-]at[_-])"
_DOT = rf"(?:[.。]|\s\.\s|{_IN}(?:{_SAID_DOT}|\.){_OUT}|\s(?:{_SAID_DOT})\s|[_-]dot[_-])"
_NAME, _DOMAIN = r"[\p{L}\p{M}\p{Nd}._%+-]+", r"[\p{L}\p{Nd}-]+"
_TOP = "com|net|org|edu|gov|info|io|me|br|vn|th|kr|us|co|de"
# Who writes these behind a name, with whatever between them, means a mailbox.
_PROVIDER = (
    "gmail|googlemail|yahoo|ymail|hotmail|outlook|live|msn|icloud|aol|gmx|proton(?:mail)?|zoho|yandex|naver|daum|hanmail|nate"
    "|kakao|uol|bol|terra|ig|globo|네이버|다음|한메일|지메일"
)
_ANY_DOT, _ANY_TOP = rf"(?:\s?[.。,·]\s?|\s?(?:{_SAID_DOT}|닷|쩜)\s?|\s)", rf"(?:{_TOP}|컴|콤|넷)(?:\.(?:br|vn|th|kr))?"
# A pattern that may begin anywhere is tried everywhere; these are tried where a word begins, or at one of few signs.
_BEGINS = r"(?<![\p{L}\p{M}\p{Nd}._%+-])"
_OF_PROVIDER = rf"(?:{_PROVIDER})(?:{_ANY_DOT}{_ANY_TOP}(?!\p{{L}}))"
# "ana at gmail", but not "look at gmail" or "contact me at hotmail"; who has dots or digits in it is nobody's verb.
_MAIL_ALONE = r"(?:gmail|googlemail|ymail|hotmail|hanmail|한메일|지메일)(?![\p{L}\p{Nd}])"
_NO_MAILBOX = (
    r"(?!(?:look(?:s|ed|ing)?|log(?:s|ged)?|sign(?:s|ed)?|logging|in|on|out|up|account|inbox|e?mails?|e-mails?|message|spam"
    r"|folder|team|staff|support|service|help|me|us|you|him|her|it|them|that|this|these|is|are|was|were|be|been|not|only"
    r"|and|or|but|receiv\p{L}*|arriv\p{L}*|check\p{L}*|works?|working|error|problem|available|here|there|now|people|guys)\s)"
)
_EMAILS = (
    # A name, and no sooner than at a sign that may stand behind one, what comes next.
    rf"(?i){_BEGINS}(?:[\p{{L}}\p{{M}}\p{{Nd}}._%+-]++\s(?:{_SAID_DOT})\s)?{_NAME}(?=[\s@(\[{{<%&#*_골앳-])(?:"
    rf"{_AT}{_DOMAIN}(?:{_DOT}{_DOMAIN})+|\sat\s{_DOMAIN}(?:\sdot\s{_DOMAIN})+"
    # "ana at gmail.com", but not "look at amazon.com".
    rf"|(?:{_AT}|\sat\s|[#*]){_OF_PROVIDER}|(?:{_BRACKETED}|@|\s(?:{_SAID_AT}|골뱅이)\s)(?:{_PROVIDER})(?![\p{{L}}\p{{Nd}}])"
    # A point that became a comma or a word, or stands apart; a machine in brackets.
    rf"|(?:\s?@\s?{_DOMAIN}\s?,\s?|@{_DOMAIN}\s?\.\s?|@[a-z0-9-]+(?:점|닷|쩜|จุด))(?:{_TOP})(?!\p{{L}})|@\[[0-9a-f.:]+\])",
    rf"(?i){_BEGINS}[\p{{L}}\p{{Nd}}]++[._][\p{{L}}\p{{Nd}}._]*+\sat\s{_DOMAIN}(?:{_DOT}{_DOMAIN})*{_DOT}(?:{_TOP})(?!\p{{L}})",
    rf"(?i){_BEGINS}(?:{_NO_MAILBOX}[\p{{L}}\p{{Nd}}_-]++\sat\s{_MAIL_ALONE}"
    rf"|(?=[\p{{L}}_-]*+[._\p{{Nd}}])[\p{{L}}\p{{Nd}}][\p{{L}}\p{{Nd}}._-]*+(?<![.])\sat\s(?:{_PROVIDER})(?![\p{{L}}\p{{Nd}}]))",
    rf"(?i)\"[^\"@]{{1,40}}\"@{_DOMAIN}(?:\.{_DOMAIN})+",
    # Letters with a blank behind each.
    rf"{_BEGINS}(?:(?:[\p{{L}}\p{{Nd}}._-]\s){{2,}}|{_NAME}\s?)@(?:\s[\p{{L}}\p{{Nd}}._-](?![\p{{L}}\p{{Nd}}])){{3,}}"
    rf"(?:\s(?:{_TOP})(?!\p{{L}}))?",
)
# What follows the name of a messenger is somebody's account there, where it looks like one, or a colon says so.
_MESSENGER = (
    r"kakao(?:talk)?|카카오톡?|카톡|라인|zalo|wechat|telegram|whatsapp|viber|insta(?:gram)?|facebook|messenger|tiktok|"
    r"twitter|skype|discord|snap(?:chat)?|(?<!\p{L})(?:ig|fb|zap|wpp)|line(?=\s?id|\s?:)|ไลน์|เฟส|인스타(?:그램)?|페이스북"
)
_HANDLE = r"@?[\p{L}\p{M}\p{Nd}_][\p{L}\p{M}\p{Nd}_.-]*[\p{L}\p{M}\p{Nd}_]"
_CALLED_ID = r"(?:id|아이디|ไอดี|nick(?:name)?|user(?:name)?|usuário|tài khoản|conta|perfil|account)"
_IS = r"(?:\s?[:=]\s?|\s?(?:는|은|가|이)\s|\s(?:is|là|é)\s|\s)"
_ACCOUNT = (
    rf"(?i)(?=[kzwvtifmsdl카라인페ไเ])(?:((?:{_MESSENGER})(?:\s?{_CALLED_ID})?\s?:?\s?)@?[\p{{L}}_][\w.-]*{_D}{{2,}}[\w.-]*"
    rf"|((?:{_MESSENGER})\s?(?:{_CALLED_ID}\s?)?[:=]\s?|(?:{_MESSENGER})\s?{_CALLED_ID}{_IS}){_HANDLE})"
)
_HOST = (
    r"(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|youtube|threads|pinterest|snapchat|telegram|vk|github|zalo|"
    r"kakao|naver|line|wa|t|linktr|m)\.(?:com|me|ee|net|be|vn|ru)"
)
_LINKS = (
    rf"(?i)(?<![\w.-])(?:https?://)?(?:[\w-]+\.)?{_HOST}/[^\s,;)]+",
    r"(?<![\p{L}\p{Nd}_.@/])@[\p{L}_][\p{L}\p{M}\p{Nd}_.]{2,29}",
)
_YEAR, _MONTH, _DAY = rf"(?:1[89]|2{_D}){_D}{{2}}", r"(?:0?[1-9]|1[0-2])", rf"(?:0?[1-9]|[12]{_D}|3[01])"
_DATE = rf"(?:{_YEAR}[./-]{_MONTH}[./-]{_DAY}|{_DAY}[./ -]{_DAY}[./ -]{_YEAR})"
_HOUR = rf"(?:[01]?{_D}|2[0-4])[.:h][0-5]{_D}"
# From an hour, a day or a year to another.
_FROM_TO = "|".join(
    rf"{one}\s?[-~]\s?{one}" for one in (_HOUR, rf"{_DAY}[./]{_DAY}(?:[./]{_YEAR})?", rf"(?:1[89]|20){_D}{{2}}")
)
_YEARS = rf"(?:19|20){_D}{{2}}(?:\s?[ ./~-]\s?(?:19|20){_D}{{2}})+"
_NO_DATE = rf"(?!(?:{_DATE}|(?:{_FROM_TO}|{_YEARS})(?![ .~-]{_D})){_END})"
# 010,020,030 are steps, sizes or codes: no number has groups of three alone that all begin with 0.
_NO_STEPS = rf"(?!0{_D}{{2}}(?:\s?[^\p{{L}}\p{{Nd}}]\s?0{_D}{{2}})+(?!\s?[^\p{{L}}\p{{Nd}}]?\s?{_D}))"
# 12.000.000 is a price in half of the world; a phone number starts with 0, or has a group of another length.
_NO_PRICE = rf"(?![1-9]{_D}{{0,2}}(?:\.{_D}{{3}})+(?![.-]?{_D}))"
_CURRENCY = r"(?:₫|đ|vnđ|vnd|đồng|dong|원|won|krw|₩|บาท|baht|thb|฿|reais|r\$|brl|usd|dollars?|\$|€|eur)"
_NO_AMOUNT = (
    rf"(?<!(?i:{_CURRENCY})\s?)(?![1-9][{_D[1:-1]}.,]*(?:\s?[-~]\s?[{_D[1:-1]}.,]+)?\s?(?i:{_CURRENCY})(?![\p{{L}}]))"
)

_DOCUMENTS = (
    rf"{_D}{{2}}\.?{_D}{{3}}\.?{_D}{{3}}/{_D}{{4}}-?{_D}{{2}}",  # CNPJ: a company in Brazil
    rf"{_D}{{3}}\.{_D}{{3}}\.{_D}{{3}}-?{_D}{{2}}",  # CPF: a person in Brazil
    rf"{_D}-{_D}{{4}}-{_D}{{5}}-{_D}{{2}}-{_D}",  # Thai identity card
    rf"{_D}{{6}}-[1-8]{_D}{{6}}",  # Korean resident registration
    rf"{_D}{{3}}[ .-]{_D}{{2}}[ .-]{_D}{{4}}",  # US social security, Korean business registration
    rf"{_D}{{3}}[ ./-]?{_D}{{3}}[ ./-]?{_D}{{3}}[ ./-]{_D}{{2}}",  # CPF with other signs
    rf"0{_D}{{2}}[ .-]{_D}{{3}}[ .-]{_D}{{3}}[ .-]{_D}{{3}}",  # Vietnamese identity card
    rf"{_D}{{6}}-[1-8][*xX●]{{6}}",  # Korean, half hidden
    rf"{_D}{{4}}-{_D}{{4}}-{_D}{{4}}-{_D}{{4}}",  # bank card
    rf"{_D}{{1,2}}\.{_D}{{3}}\.{_D}{{3}}-[{_D[1:-1]}xX]",  # RG: a person in a state of Brazil
)
# States of Brazil, which stand before the RG: MG-12.345.678, M-1.234.567.
_STATE = "A[CLMP]|BA|CE|DF|ES|GO|M[AGST]|M|P[ABEIR]|R[JNORS]|S[CEP]|TO"
# What a word says to be a number of a document, whatever its shape.
_SAID_DOCUMENT = (
    rf"(?i)((?<!\p{{L}})(?-i:{_STATE})\s?-\s?(?={_D}{{1,2}}\.{_D}{{3}}\.{_D}{{3}}{_END})"
    r"|(?<!\p{L})(?:cpf|cnpj|rg|cnh|ssn|social security(?: number)?|passport|passaporte|hộ chiếu|cmnd|cccd|căn cước"
    r"|identity card|id card|주민(?:등록)?번호|여권(?:번호)?|เลขบัตร(?:ประชาชน)?|บัตรประชาชน|หนังสือเดินทาง)"
    rf"[^\p{{L}}\p{{Nd}}]{{0,3}}(?:n[oº°.:]{{0,3}}|số|is|é|là|:|번호)?[^\p{{L}}\p{{Nd}}]{{0,3}})"
    rf"[A-Z]{{0,3}}[ -]?{_D}(?:[ ./-]?{_D}|[A-Z](?={_D})){{4,16}}(?:-?x(?!\p{{L}}))?{_END}"
)
# Signs that nobody writes into a price or a time that begins with 0; the same sign between all groups.
_ODD = r"[;:'’\"=+\\,─━ー→>#&^`]"
_COUNTRY = rf"(?:00{_SEP}{{0,2}}{_D}{{1,3}}|84|82|66|55)"
_PHONES = (
    rf"\(?\+ ?{_D}{{1,3}}\)?(?:{_SEP}{{0,3}}\(?{_D}{{1,5}}\)?){{2,6}}",  # international, (+82) 10-1234-5678
    # 84 912 345 678, 00 84 912 345 678, 82 10 1234 5678
    rf"{_NO_AMOUNT}(?!{_D}{{1,3}}(?:\.{_D}{{3}})+(?<=00)(?![.]?{_D}))(?=(?:{_D}|{_SEP})*{_D}{{3}}){_COUNTRY}(?:{_SEP}{{0,2}}{_D}){{8,13}}",
    rf"(?:1[ .-]?)?\(0?{_D}{{2,3}}\)(?:{_SEP}{{0,3}}{_D}{{1,5}}){{2,5}}",  # (11) 98687-8025, 1 (212) 555-0123
    rf"\(?0xx ?{_D}{{2}}\)?{_SEP}{{0,2}}9?{_SEP}?{_D}{{4}}{_SEP}{_D}{{4}}",  # (0xx11) 98687-8025
    rf"0{_D}{{1,2}}\) ?{_D}{{3,4}}{_SEP}{_D}{{4}}",  # 02)123-4567
    rf"{_D}{{2}}{_SEP}9{_SEP}{_D}{{4}}{_SEP}{_D}{{4}}",  # 11 9 8687 8025
    rf"{_NO_STEPS}0{_D}{{1,3}}{_SEP}{_D}{{3,4}}{_SEP}{_D}{{3,4}}",  # 010-1234-5678, 081 234 5678, 0912.345.678
    rf"{_D}{{2,3}}{_SEP}9?{_D}{{4}}-{_D}{{4}}",  # 71-99135-5551
    rf"(?:1[ .-])?{_D}{{3}}{_SEP}{_D}{{3}}{_SEP}{_D}{{4}}",  # 212-555-0123
    rf"{_NO_DATE}9?{_D}{{4}}-{_D}{{4}}",  # 98687-8025
    rf"0{_D}{{8,10}}",  # 0912345678
    rf"[2-9]{_D}{{2}}-{_D}{{4}}",  # 555-0123
    rf"{_NO_STEPS}(?=0(?:\s?{_ODD}?\s?{_D}){{8,10}}{_END})0{_D}{{2,3}}\s?(?<odd>{_ODD})\s?{_D}{{2,4}}(?:\s?\k<odd>\s?{_D}{{2,4}}){{1,3}}",
    rf"0{_D}(?<few>{_ODD}){_D}{{3,4}}\k<few>{_D}{{4}}",  # 02:123:4567
    rf"0{_D}(?<pairs>[;:'=+\\─━ー→]){_D}{{2}}(?:\k<pairs>{_D}{{2}}){{3}}",  # 09:12:34:56:78
)
# Sizes in a row (36 38 40 42) are no number of anybody: one group of four digits must be in it.
_IN_NUMBER = r"[ ._*~·•|/()-]"
_NUMBER = rf"{_NO_DATE}{_NO_PRICE}{_NO_AMOUNT}(?=(?:{_D}|{_IN_NUMBER})*{_D}{{4}})(?:{_D}{_IN_NUMBER}{{0,3}}){{7,}}{_D}"
_SPELT = rf"{_D}(?:[ ._-]{{1,3}}{_D}{_END}){{7,}}"  # 9 0 0 1 0 1 1 2
# In pairs, with slashes, with blanks about dashes: whatever begins with 0 and is as long as a phone number.
_LOOSE = rf"{_NO_DATE}{_NO_STEPS}(?!0[.,]{_D}{{1,2}}(?![.,]?{_D}))0(?:{_GAP}{_D}){{7,11}}"
# Letters in the place of digits, and digits in words.
_ALIKE = (
    r"(?=[0-9OoIl])(?<![\p{L}\p{Nd}])(?=(?:[ .-]?[0-9OoIl]){0,8}?[OoIl])(?=(?:[ .OoIl-]*[0-9]){6})"
    r"[0-9OoIl](?:[ .-]?[0-9OoIl]){8,}(?!\p{L})"
)
_WORDS = (
    "zero|one|two|three|four|five|six|seven|eight|nine|double|um|uma|dois|duas|três|tres|quatro|cinco|seis|meia|sete|oito"
    "|nove|không|một|hai|ba|bốn|tư|năm|lăm|sáu|bảy|bẩy|tám|chín|ศูนย์|หนึ่ง|สอง|สาม|สี่|ห้า|หก|เจ็ด|แปด|เก้า"
)
_IN_WORDS = (
    rf"(?i)(?<!\p{{L}})(?=[a-zăâđêôơư\u0e00-\u0e7f])(?:(?:{_WORDS})[\s,.-]{{0,3}}){{7,}}"
    r"|(?:[공영일이삼사오육륙칠팔구][\s-]?){9,}"
)
# Where somebody lives, by the words of streets and by postal codes that are written as such.
_WORD = r"[\p{L}\p{M}'.]+"
_ADDRESSES = (
    rf"(?i)(?<!\p{{L}})(?:rua|avenida|av\.|travessa|alameda|rodovia|estrada|praça)\s{_WORD}(?:\s{_WORD}){{0,5}},?\s?"
    rf"(?:n[º°o.]{{0,2}}\s?)?{_D}{{1,5}}",
    rf"(?:[Ss]ố\s)?{_D}{{1,4}}[A-Za-z]?(?:/{_D}{{1,4}})*,?\s(?i:đường|phố|ngõ|hẻm|ngách)\s{_WORD}(?:\s\p{{Lu}}{_WORD}){{0,3}}",
    rf"{_D}{{1,5}}\s(?:[NSEW]\.?\s)?(?:\p{{Lu}}{_WORD}\s){{1,3}}"
    r"(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Way)(?!\p{L})",
    rf"[가-힣]{{1,10}}(?:로|길)\s?{_D}{{1,4}}(?:번길\s?{_D}{{1,4}})?(?:-{_D}{{1,4}})?(?=[\s,.에의]|$)",
    rf"(?:บ้านเลขที่|เลขที่)\s?{_D}{{1,5}}(?:/{_D}{{1,5}})?(?:\s?(?:หมู่|ซอย|ถนน)\s?[\p{{L}}\p{{M}}\p{{Nd}}]+)*",
    rf"(?i)(?:cep|zip(?: code)?):?\s?{_D}{{5}}-?(?:{_D}{{3,4}})?|(?<!{_D}){_D}{{5}}-{_D}{{3}}(?!{_D})",
)
# Who says so is called so; a signature stands at the end.
_CALLED = r"\p{Lu}[\p{L}\p{M}']+(?:\s(?:d[aeo]s?\s)?\p{Lu}[\p{L}\p{M}']+){0,3}"
_NAMES = (
    r"((?i:(?<!\p{L})(?:my name is|i am called|meu nome é|me chamo|chamo-me|tôi tên là|tên tôi là|mình tên))\s)"
    rf"{_CALLED}",
    r"((?:제|내) 이름은\s?)[가-힣]{2,4}(?=입니다|이에요|예요|이고|[\s,.]|$)",
    r"((?:ผม|ดิฉัน|ฉัน|หนู)?ชื่อ\s?)(?:นาย|นางสาว|นาง)?\s?[\p{L}\p{M}]{2,20}",
    r"((?i:(?<!\p{L})(?:att|atenciosamente|abraços?|assinado|regards|sincerely|thân mến|trân trọng))[,.:;]?\s{1,3})"
    rf"{_CALLED}(?=[.!\s]*$)",
)


def _number(*shapes: str) -> str:
    # Looked at first, for it fails at nearly every sign of a text.
    return f"(?=[0-9(+]){_START}(?:{'|'.join(f'(?:{shape})' for shape in shapes)}){_END}"


# What no text without it can hold any of the shapes: looked for first, for most texts tell nothing.
_CUES = (
    rf"(?i)[0-9@/%&_(\[{{<#*-]|(?<!\p{{L}})(?=[abcimrst])(?:{_SAID_AT}|at\s|my name|me chamo|meu nome|mình tên|tên tôi"
    r"|tôi tên|att|atenc|abraço|assinado|chamo-me|i am called|regards|sincerely|thân mến|trân trọng)"
    rf"|골뱅이|앳|이름은|แอท|แอด|เอ็ท|ชื่อ|(?=[kzwvtifmsdl카라인페ไเ])(?:{_MESSENGER})|{_IN_WORDS}"
)
# One shape a kind: each is one more pass over a text, and one more expression in the plan of each table with texts.
_SHAPES = {
    "|".join(_EMAILS): "[email]",
    "|".join(_LINKS): "[account]",
    _SAID_DOCUMENT: "$1[document]",
    "|".join(_ADDRESSES): "[address]",
    _number(*_DOCUMENTS): "[document]",
    _number(*_PHONES): "[phone]",
    _number(_NUMBER, _SPELT): "[number]",
    _number(_LOOSE): "[phone]",
    f"{_ALIKE}|{_IN_WORDS}": "[number]",
    _ACCOUNT: "$1$2[account]",
    "|".join(_NAMES): "$1$2$3$4[name]",
}


def masked(text: Column) -> Column:
    """The text with [email], [account], [document], [phone], [number] (eight digits or more), [address] and [name] in
    their places.

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
    # Digits of other scripts, wide signs, long dashes and letters of several signs are folded first; a text that tells
    # nothing stays as it is.
    folded = plain(composed(text))
    left = reduce(lambda masked_so_far, shape: F.regexp_replace(masked_so_far, *shape), _SHAPES.items(), folded)
    tells = folded.rlike(_CUES) & folded.rlike("|".join(f"(?:{shape})" for shape in _SHAPES))
    return F.when(tells, left).otherwise(text)
