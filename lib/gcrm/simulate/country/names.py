"""Fictional place names: two or three syllables, written in five languages, and in English as people misspell them."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

# English / Portuguese as the last and stressed syllable / Vietnamese / Korean / Thai. Within a language no form occurs
# twice, or names that differ in one language would be the same in another and had to be thrown away.
_TABLE = """
a/á/A/아/อา ba/bá/Ba/바/บา be/bé/Bê/베/เบ bo/bó/Bồ/보/โบ ka/cá/Ca/카/กา ke/quê/Kê/케/เก ko/có/Cô/코/โก ku/cu/Cù/쿠/กู
da/dá/Đa/다/ดา de/dê/Đê/데/เด do/dó/Đô/도/โด du/du/Đu/두/ดู fa/fá/Pha/파/ฟา fe/fé/Phê/페/เฟ fi/fi/Phi/피/ฟี
fo/fó/Phố/포/โฟ ga/gá/Ga/가/คา go/gó/Gò/고/โค gu/gu/Gù/구/คู ha/há/Hà/하/ฮา he/hé/Hê/헤/เฮ ho/hó/Hồ/호/โฮ
hu/hu/Hù/후/ฮู ja/já/Gia/자/จา jo/jó/Giô/조/โจ la/lã/Lá/라/ลา le/lé/Lê/레/เล li/li/Lý/리/ลี lo/ló/Lộ/로/โล
lu/lu/Lũ/루/ลู ma/mã/Mã/마/มา me/mê/Mê/메/เม mi/mi/Mỹ/미/มี mo/mó/Mộ/모/โม na/nã/Na/나/นา ne/né/Nê/네/เน
ni/ni/Ni/니/นี no/nó/Nô/노/โน pa/pá/Pá/빠/ปา pe/pé/Pê/뻬/เป pi/pi/Pi/삐/ปี po/pó/Pô/뽀/โป ran/rão/Ran/란/รัน
ren/rém/Rên/렌/เรน sa/sá/Sa/사/ซา se/sé/Sê/세/เซ si/si/Sĩ/시/ซี so/só/Sở/소/โซ su/su/Su/수/ซู ta/tá/Ta/타/ตา
te/té/Tế/테/เต ti/ti/Tí/티/ตี to/tó/Tô/토/โต tu/tu/Từ/투/ตู van/vã/Vân/반/วัน ven/vém/Vên/벤/เวน vin/vim/Vinh/빈/วิน
yo/ió/Nhô/요/โย ya/iá/Nha/야/ยา an/ão/An/안/อัน min/mim/Minh/민/มิน san/são/San/산/ซัน tan/tão/Tân/탄/ตัน
nam/não/Nam/남/นัม bang/bão/Bàng/방/บาง lon/lom/Long/롱/ลอง hai/hai/Hải/하이/ไฮ mai/mãe/Mai/마이/ไม
tai/tai/Tài/타이/ไท dao/dão/Đào/다오/ดาว kim/quim/Kim/김/คิม sun/sum/Xuân/순/ซุน chan/chão/Chân/찬/จัน
"""
SYLLABLES = tuple(tuple(each.split("/")) for each in _TABLE.split())
_OLDER = {"a": "aa", "e": "ae", "i": "ee", "o": "oe", "u": "oo"}
_WITH_HYPHEN = 0.3
_LATIN = [chr(code) for code in (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))]
_BASES = {ord(c): b for c in _LATIN if (b := unicodedata.normalize("NFD", c)[0]).isascii()}
_FOLDS = _BASES | {ord(c): b for c, b in zip("đðøłıħ", "ddolih", strict=True)}


@dataclass(frozen=True)
class PlaceName:
    """A name in each language; `spellings`: the official English one, an older one, and upper case without hyphen."""

    en: str
    vi: str
    th: str
    ko: str
    pt: str
    spellings: tuple[str, ...]

    def every(self) -> tuple[str, ...]:
        """All that the place is called, each once, the official name first."""
        return tuple(dict.fromkeys((self.en, self.vi, self.th, self.ko, self.pt, *self.spellings)))

    def folded(self) -> frozenset[str]:
        return frozenset(map(fold, self.every()))


def fold(name: str) -> str:
    """A name without case, Latin accents, spaces and signs: what names of places are matched by.

    >>> [fold(name) for name in ("Salo-Ma", "SALO MA", "Đà Nẵng", "กรุงเทพ", "서울")]
    ['saloma', 'saloma', 'danang', 'กรุงเทพ', '서울']
    """
    plain = name.lower().translate(_FOLDS)
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LMN" and not "\u0300" <= c <= "\u036f")


def place_names(rng: np.random.Generator, n: int, taken: Collection[str] = ()) -> list[PlaceName]:
    """`n` names of which no two share a folded form in any language or spelling, nor have one that is in `taken`.

    >>> place_names(np.random.default_rng(1), 1)[0].spellings
    ('Ven-Dao', 'Vendaao', 'VEN DAO')
    """
    seen, names = set(taken), list[PlaceName]()
    while len(names) < n:
        picked = rng.integers(len(SYLLABLES), size=2 + int(rng.random() < 0.5))
        name = _written([SYLLABLES[i] for i in picked], bool(rng.random() < _WITH_HYPHEN))
        forms = name.folded()
        if seen.isdisjoint(forms):
            seen |= forms
            names.append(name)
    return names


def _written(syllables: Sequence[Sequence[str]], hyphen: bool) -> PlaceName:
    english, portuguese, vietnamese, korean, thai = zip(*syllables, strict=True)
    start, last = "".join(english[:-1]).capitalize(), english[-1]
    older = re.sub("[aeiou]", lambda vowel: _OLDER[vowel[0]], last, count=1)
    official = f"{start}-{last.capitalize()}" if hyphen else start + last
    # In Portuguese an accent marks the stressed syllable, so the others go without.
    unstressed = "".join(portuguese[:-1]).translate(_FOLDS)
    return PlaceName(
        en=official,
        vi=" ".join(vietnamese),
        th="".join(thai),
        ko="".join(korean),
        pt=(unstressed + portuguese[-1]).capitalize(),
        spellings=(official, start + older if hyphen else f"{start}-{older}", official.upper().replace("-", " ")),
    )
