"""Texts that stand where a value should stand and say nothing."""

import re

from mainstay.kernel.text import search_form

_WORDS = frozenset(
    {
        *("无", "無", "暂无", "暫無", "未知", "不详", "不詳", "待定", "空", "其他未知"),
        *("待补", "待補", "待补充", "待補充"),
        *("none", "null", "nil", "n/a", "na", "nan", "unknown", "tbd", "todo"),
    }
)
_TRIAL = re.compile(r"(测试|測試|test)\s*(客户|客戶|公司|customer|company)?\s*\d*")
_ONE_CHARACTER = re.compile(r"(.)\1{2,}")


def is_placeholder(text: str) -> bool:
    """Whether a text that is not blank is none that anybody meant."""
    form = search_form(text)
    if not form:
        return False
    return (
        form in _WORDS
        or not any(each.isalnum() for each in form)
        or _TRIAL.fullmatch(form) is not None
        or _ONE_CHARACTER.fullmatch(form) is not None
    )
