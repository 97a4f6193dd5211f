"""The languages that Mainstay speaks, and which of them a locale asks for."""

_TRADITIONAL = ("tw", "hk", "mo", "hant")


def language_of(locale: str) -> str:
    """`zh-hans`, `zh-hant` or `en` for the name of a locale: `zh_CN.UTF-8`, `zh-TW`, `fr`."""
    name = locale.lower().replace("_", "-")
    if not name.startswith("zh"):
        return "en"
    return "zh-hant" if any(part in name for part in _TRADITIONAL) else "zh-hans"
