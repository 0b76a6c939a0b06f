"""The encodings that text may be declared in: those that Python and Java both know, and read alike."""

import codecs
import re

_JAVA = {
    "utf-8-sig": "utf-8", "cp949": "x-windows-949", "cp874": "x-windows-874", "cp932": "windows-31j",
    "shift_jis": "shift_jis", "euc_kr": "euc-kr", "euc_jp": "euc-jp", "gbk": "gbk", "gb2312": "gb2312",
    "big5hkscs": "big5-hkscs", "cp437": "ibm437", "cp850": "ibm850", "cp852": "ibm852", "cp858": "ibm00858",
    "cp866": "ibm866", "koi8-r": "koi8-r", "koi8-u": "koi8-u", "mac-roman": "x-macroman",
    **{name: name for name in ("utf-8", "utf-16", "ascii", "tis-620", "gb18030", "big5")},
    "utf-16-le": "utf-16le", "utf-16-be": "utf-16be",
}  # fmt: skip
# What other programs call them, where Python does not.
_ALSO = {"windows_949": "cp949", "x_windows_949": "cp949", "windows_874": "cp874", "x_windows_874": "cp874",
         "windows_932": "cp932", "windows_936": "gbk", "cp936": "gbk", "x_mac_roman": "mac_roman",
         "macintosh": "mac_roman", "x_sjis": "shift_jis", "gb_18030": "gb18030", "utf8_bom": "utf-8-sig",
         "utf_8_bom": "utf-8-sig", "utf8mb4": "utf-8"}  # fmt: skip
_SOME = "utf-8, latin-1 or cp949 are some; others are cp1252, cp874, cp1258, gbk, big5 and shift_jis"


def python(encoding: str) -> str | None:
    """Python's name of an encoding, which may be given as other programs write it; None for one that it lacks.

    >>> python("windows-874"), python("UTF-8-SIG"), python("ansi")
    ('cp874', 'utf-8-sig', None)
    """
    folded = re.sub(r"[\s_-]+", "_", encoding.strip().lower())
    folded = re.sub(r"^cp_(?=\d)", "cp", folded)
    try:
        return codecs.lookup(_ALSO.get(folded, folded)).name
    except (LookupError, ValueError):
        return None


def java(encoding: str) -> str | None:
    """Java's name of it; None where Java lacks it, or reads it otherwise."""
    name = python(encoding)
    if name is None or name in _JAVA:
        return _JAVA.get(name or "")
    found = re.fullmatch(r"(?:iso8859[-_](\d+)|cp(125\d))", name)
    if not found or found[1] in _NOT_IN_JAVA:
        return None
    return f"iso-8859-{found[1]}" if found[1] else f"windows-{found[2]}"


_NOT_IN_JAVA = {"10", "14"}


def unread(encoding: str) -> str | None:
    """Why an encoding cannot be declared, and what can; None for one that can."""
    if java(encoding):
        return None
    if encoding.strip().lower() in ("ansi", "oem", "mbcs", "default", "local", "system"):
        return (
            f"encoding '{encoding}' is another one in each country: cp1252 in Western Europe and Brazil, "
            "cp949 in Korea, cp874 in Thailand, cp1258 in Vietnam; declare which."
        )
    if python(encoding) is None:
        return f"encoding '{encoding}' is unknown; {_SOME}."
    return (
        f"encoding '{encoding}' is not one that Spark reads; deliver the file in utf-8. Of those that it reads {_SOME}."
    )
