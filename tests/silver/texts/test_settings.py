"""What a coalition says of its texts."""

from gcrm.silver.texts.settings import TextSettings


def test_five_languages_are_expected_where_nothing_is_said():
    assert TextSettings().languages == ("en", "vi", "th", "ko", "pt")
    assert TextSettings(languages=("pt",), partner_aliases={"B1": ("Marlo",)}).partner_aliases["B1"] == ("Marlo",)
