"""Ages in forms that mean other things too: "28, care assistant", "she is 45", "F45". Looked for only without another.

Each says of whom it speaks only by where it stands: at the head of a line, behind a word for the patient or the sex.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.extraction.late import late

_NO_UNIT = (
    r"(?![\d./%-])(?!\s?(?:kg|cm|mm|mg|g|ml|mmol|units?|weeks?|wks?|w|days?|d|months?|mo|hours?|h|hrs?|min|points?|"
    r"pack|lb|lbs|st|minutes|miles|km|percent|pounds)\b)"
)
_PATIENT = r"(?:she|he|pt|patient|the patient|lady|gentleman|woman|man|female|male)"
_SELDOM = late(
    # Age at visit: 35 yrs; Age (years) 45; age in years: 45
    r"\bage\s?(?:\(?(?:in )?y(?:ea)?rs\)?|(?:at|on)(?: the)? (?:visit|screening|enrol\w*|consent|encounter|appointment"
    r"|review|exam\w*|presentation|admission|referral)|today|now)[\s:=.]{1,8}(?P<labelled>\d{2})(?![\d./%-])"
    # F   24 y; Female 45; woman of 45; 女患，45y
    rf"|(?:(?<![a-z])(?:f|m|female|male|woman|man|lady|gentleman)(?:\s{{1,4}}|\sof\s|,\s)|[女男][性士患]?[,，]?\s?)"
    rf"(?P<behind>\d{{2}}){_NO_UNIT}(?=\s?(?:y\b|yrs?\b|years?\b)|[\s,.;)]|$)"
    # she is 45; pt 45 y; turned 45 last week; in her 45th year
    rf"|(?<![a-z]){_PATIENT}\s(?:is\s|now\s|is now\s|turned\s|has turned\s|just turned\s)?(?P<told>\d{{2}}){_NO_UNIT}"
    r"(?=\s?(?:y\b|yrs?\b)|[,.;)]|\s(?:and|with|now|last|this|today)\b|$)"
    rf"|(?<![a-z])turned\s(?P<turned>\d{{2}}){_NO_UNIT}"
    # Mr. H. is 57 and
    rf"|(?<![a-z])m(?:rs?|s|iss)\.?\s(?:[a-z][\w'-]*\.?\s){{1,3}}is\s(?P<named>\d{{2}}){_NO_UNIT}(?=\s(?:and|with|now)\b|[,.;])"
    # Mrs X (45)
    r"|(?<![a-z])m(?:rs?|s|iss)\.?\s(?:[a-z][\w'.-]*\s?){1,3}\((?P<titled>\d{2})\)"
    # 45yrs, F; 35yrs female
    r"|(?<![\w.,/:$-])(?P<before>\d{2})\s?(?:yrs?|years?|y)[\s,.]{1,3}(?=(?:f|m|female|male|lady|woman|man|gentleman)\b)"
    # A line that begins "28, care assistant" or "45, teacher, lupus since 2018"
    rf"|(?:^|\n)[ \t]*(?P<lead>\d{{2}}),\s(?=[a-z]{{3,}})"
    # F45 at the head of a line or behind a comma
    r"|(?:^|\n|,\s?)(?:f|m)(?P<stuck>\d{2})(?=[,.\s;]|$)",
    re.MULTILINE,
)


def seldom_ages(lower: str) -> Iterator[re.Match[str]]:
    """The places where an age may be meant, the number in the one group that matched."""
    return _SELDOM.finditer(lower)
