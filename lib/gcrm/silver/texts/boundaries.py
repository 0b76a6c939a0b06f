"""Where a word ends in scripts that do not write it: what may stand before and after a name in Thai and in Korean."""


def _words(listed: str) -> tuple[str, ...]:
    return tuple(listed.split())


# Words after which, and before which, a Thai writer sets a name without a blank.
_BEFORE_TH = _words(
    "ที่ สาขา แถว ใน จังหวัด อำเภอ เขต ถนน จาก ไป ถึง ใกล้ ย่าน ของ ซื้อ กิน ชอบ เมือง ร้าน กับ และ มา เรื่อง ได้ ทำ ราคา ว่า แต่ หา อยู่"
)
_AFTER_TH = _words(
    "มา แล้ว ก็ มี คน ไม่ ที่ นะ ครับ ค่ะ คะ และ กับ เป็น อยู่ วัน ของ ใน ตอน ด้วย จริง มาก ดี แพง อร่อย แต่ ได้ ให้ "
    "ราคา เลย ว่า นี้ นั้น ถูก จาก"
)
_PARTICLES_KO = frozenset(
    _words(
        "은 는 이 가 을 를 에 의 도 로 와 과 랑 만 에서 에서는 에서도 에서만 에는 에도 으로 이랑 까지 부터 보다 처럼 "
        "하고 이나 나 점 역 시 구 동 쪽 이라 라고"
    )
)


def ends_thai(run: str, start: int, end: int) -> bool:
    """Whether run[start:end] is a word of its own in a run of Thai letters.

    >>> [ends_thai(run, run.index("บาเบ"), run.index("บาเบ") + 4) for run in ("ที่บาเบแล้ว", "บาเบ", "บาเบล", "กบาเบ")]
    [True, True, False, False]
    """
    before, after = run[:start], run[end:]
    return (not before or before.endswith(_BEFORE_TH)) and (not after or after.startswith(_AFTER_TH))


def ends_korean(rest: str) -> bool:
    """Whether what follows a name in a Korean word is a particle, or nothing.

    >>> [ends_korean(rest) for rest in ("", "에서", "빌딩")]
    [True, True, False]
    """
    return not rest or rest in _PARTICLES_KO


def without_particle(word: str) -> str:
    """A Korean word without the particle at its end; two letters and more stay.

    >>> [without_particle(word) for word in ("직원이", "서울에서는", "나는", "bread")]
    ['직원', '서울', '나는', 'bread']
    """
    for n in (3, 2, 1):
        if len(word) - n >= 2 and word[-n:] in _PARTICLES_KO:
            return word[:-n]
    return word
