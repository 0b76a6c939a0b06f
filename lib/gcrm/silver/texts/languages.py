"""The language of a text: by its script where that tells, else by py3langid (BSD; Lui and Baldwin 2012), which is
loaded once a worker; what the channel says counts unless the text clearly says otherwise."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

# Scripts that one language of the world writes, or nearly.
_SCRIPTS = {
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ko": re.compile("[\uac00-\ud7a3\u3131-\u318e]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "km": re.compile("[\u1780-\u17ff]"),
    "lo": re.compile("[\u0e80-\u0eff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u0590-\u05ff]"),
}
_NO_WORDS = re.compile(r"https?://\S+|[#@]\S+|\[(?:email|phone|number|document|account|name|address)\]|[\d_]+")
_LETTER = re.compile(r"[^\W\d_]")
_BY_SCRIPT = 0.3  # of the letters; names of brands are written in Latin ones everywhere
ENOUGH_LETTERS, SURE = 20, 0.9  # from which on a text is believed more than what the channel says


def detected(text: str | None, told: str | None, languages: Sequence[str]) -> tuple[str | None, float | None]:
    """The language and how sure it is (0 to 1); of a text without a letter what was told, with confidence 0.

    >>> detected("오늘 Marlowick 직원분들 너무 친절하셔서 기분 좋았어요", "en", ("en", "pt", "ko"))
    ('ko', 1.0)
    >>> detected("😀 👍", "pt", ("en", "pt")), detected(None, "pt", ("en", "pt"))
    (('pt', 0.0), ('pt', None))
    """
    if text is None:
        return told, None
    words = _NO_WORDS.sub(" ", text)[:2000]
    letters = len(_LETTER.findall(words))
    if not letters:
        return told, 0.0
    for language, script in _SCRIPTS.items():
        if len(script.findall(words)) >= _BY_SCRIPT * letters:
            return language, 1.0
    ranked = dict(_model(tuple(languages)).rank(words))
    best = max(ranked, key=lambda language: ranked[language])
    if told in ranked and told != best and (letters < ENOUGH_LETTERS or ranked[best] < SURE):
        best = told
    return best, round(float(ranked[best]), 4)


@lru_cache(4)
def _model(languages: tuple[str, ...]) -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # here, for it reads a file of 4 MB

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # A language that the model does not know can only be told.
    model.set_languages([language for language in languages if language in model.labels] or None)
    return model
