"""Words of texts; Thai, which writes no blanks between them, is cut by a list of words.

The list (thai_words.txt.gz) is PyThaiNLP's words_th.txt, in the public domain (CC0-1.0), without words of one letter
or of more than twenty. The longest word that stands at a place is taken (Poowarawan 1986); what no word covers is one
of its own. Words begin and end between clusters, letters that are never parted (Theeramunkong et al. 2000).
"""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources

_PIECE = re.compile("[\u0e00-\u0e7f]+|[^\\W\u0e00-\u0e7f]+|\\S")
_CLUSTER = re.compile("[เแโใไ]?[ก-ฮ](?:[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]+)?(?:[ะาำๅ]|(?:[ก-ฮ]\u0e4c))?|.", re.DOTALL)
_MOST = 10  # clusters of a word


@cache
def _known() -> frozenset[str]:
    """The list, read once a worker."""
    packed = resources.files(__package__).joinpath("thai_words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode("utf-8").split())


def words(text: str) -> list[str]:
    """Words, numbers, and signs one by one.

    >>> words("so good! ราคาดีมาก"), words("")
    (['so', 'good', '!', 'ราคา', 'ดีมาก'], [])
    """
    found = list[str]()
    for piece in _PIECE.findall(text):
        found.extend(thai(piece) if "\u0e00" <= piece[0] <= "\u0e7f" else (piece,))
    return found


def thai(run: str) -> Iterator[str]:
    """The words of a run of Thai letters.

    >>> list(thai("ไม่อร่อยเลย")), list(thai("ฌฌราคา"))
    (['ไม่', 'อร่อย', 'เลย'], ['ฌฌ', 'ราคา'])
    """
    known, clusters = _known(), _CLUSTER.findall(run)
    at, strange = 0, ""
    while at < len(clusters):
        end, piece = at, ""
        for i in range(at, min(at + _MOST, len(clusters))):
            piece += clusters[i]
            if piece in known:
                end = i + 1
        if end == at:
            strange += clusters[at]
            at += 1
            continue
        if strange:
            yield strange
            strange = ""
        yield "".join(clusters[at:end])
        at = end
    if strange:
        yield strange
