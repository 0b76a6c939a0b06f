"""Which encoding a text is likely in that is not in the declared one: by the letters that its bytes would be."""

import codecs
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_ENOUGH = 1 << 20  # signs beyond ASCII after which a guess does not change
_BEYOND = re.compile(r"[^\x00-\x7f]+")
# A letter or two at the side of others, or any within a word, are how words of Europe and of Vietnam look.
_JOINED = re.compile(
    r"(?<=[A-Za-z])[^\x00-\x7f]+(?=[A-Za-z])|(?<![^\x00-\x7f])[^\x00-\x7f]{1,2}(?=[A-Za-z])"
    r"|(?<=[A-Za-z])[^\x00-\x7f]{1,2}(?![^\x00-\x7f])"
)
_NATURAL, _CLEARLY, _LIKELY = 0.9, 0.12, 2.0  # shares of a script's letters and of its common ones; and how many times

# The hundred or so signs that most texts of a language are made of.
_HANGUL = (
    "이다는에의가을로지한하고기서인도사대시나어자리아구정일장해부그과스전원수주은들를있보제동게만여상오경신성공안니우라"
    "면말진와조미으소화없세관모중비방저계요카거강유문위국개입식행업단체선회호데물생양내분트마까합남북읍산천포드파크치커피"
)
_HAN = (
    "的一是在不了有和人中大上以到子可年同工也能下地日分天政好家電电新市区區街路店品牛奶米水茶油果糖酒食飲饮公斤元號号台北"
    "南東东西高小百千白黑紅红全海京山安美香花金心送貨货快量質质時时間间來来個个這这為为對对後后會会國国學学說说開开門门"
    "發发長长車车無无場场價价錢钱包盒袋瓶麵面雞鸡蛋肉魚鱼菜豆洗髮衣服手机機女男生活用物商本明月光文化"
)


@dataclass(frozen=True)
class _Script:
    """How a text in one encoding is known: `letters` of its script, `strange` what would stand in their place if the
    guess were wrong, and `common` signs."""

    letters: str
    strange: str
    common: Callable[[str], bool]


def _is_thai_sound(sign: str) -> bool:
    return "\u0e30" <= sign <= "\u0e45" or "\u0e47" <= sign <= "\u0e4e"


_HAN_LETTERS, _KANA = "\u4e00-\u9fff", "\u3041-\u30ff"
_SCRIPTS = {
    "cp949": _Script("가-힣", "\u4e00-\u9fff\u3400-\u4dbf", lambda sign: sign in _HANGUL),
    "cp874": _Script("\u0e01-\u0e3a\u0e40-\u0e4e", "\u0e4f-\u0e5b\x80-\xff", _is_thai_sound),
    "cp932": _Script(_KANA + _HAN_LETTERS, "\uff61-\uff9f", lambda sign: "\u3041" <= sign <= "\u30fe"),
    "euc_jp": _Script(_KANA + _HAN_LETTERS, "\uff61-\uff9f", lambda sign: "\u3041" <= sign <= "\u30fe"),
    "gbk": _Script(_HAN_LETTERS, "\u0370-\u04ff\u3041-\u30ff\u3100-\u312f", lambda sign: sign in _HAN),
    "big5": _Script(_HAN_LETTERS, "\u0370-\u04ff\u3041-\u30ff\u3100-\u312f", lambda sign: sign in _HAN),
    "cp1251": _Script("А-яЁёІіЇїЄє№", "\x80-\xbfЂ-ЏЃЅљ-џ", lambda sign: "а" <= sign <= "я"),
}


def likely(chunks: Callable[[], Iterable[bytes]], but: str) -> dict[str, str]:
    """The encodings in which a text is likely, best first, each with what the first signs beyond ASCII would be. One
    alone where it is clearly the best, none where no national one is."""
    found = {
        name: said for name, script in _SCRIPTS.items() if name != but and (said := _judged(chunks(), name, script))
    }
    # Rare signs are all that a wrong guess gives, though most of them be letters of the script.
    ranked = sorted(found, key=lambda name: -found[name][0])
    if ranked and found[ranked[0]][0] >= _CLEARLY:
        best = found[ranked[0]][0]
        ranked = [name for name in ranked if found[name][0] * _LIKELY > best]
    return {name: found[name][1] for name in ranked}


def _judged(chunks: Iterable[bytes], name: str, script: _Script) -> tuple[float, str] | None:
    """The share of common signs, and the first ones; None where the bytes are no natural text of the encoding."""
    decoder = codecs.getincrementaldecoder(name)()
    letter, strange = re.compile(f"[{script.letters}]"), re.compile(f"[{script.strange}]")
    letters = others = joined = common = 0
    first = ""
    try:
        for chunk in chunks:
            text = decoder.decode(chunk)
            if text.isascii() or letters > _ENOUGH:
                continue
            for run in _BEYOND.findall(text):
                first = first or run[:2]
                letters += len(letter.findall(run))
                others += len(strange.findall(run))
                common += sum(map(script.common, run))
            joined += sum(map(len, _JOINED.findall(text)))
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    if letters < 2 or joined * 2 > letters or letters < _NATURAL * (letters + others):
        return None
    return common / letters, first
