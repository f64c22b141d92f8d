"""Reads the *yes* to a form's question for an infection that needs intravenous drugs. Reads no drugs by name."""

from __future__ import annotations

from assistant.extraction.drafts import DraftFact, Quote
from assistant.extraction.form_answers import answer_behind
from assistant.extraction.frame import Frame
from assistant.extraction.late import late
from assistant.extraction.treatments.durations import note_day
from rules.dates import DateInterval

_ASKED = late(
    r"(?<![a-z])infections?\s+(?:(?:that|which|currently|now)\s+)*(?:requir\w+|need\w*|treated with|on|under)\s+"
    r"(?:systemic\s+)?(?:iv|i\.v\.|intravenous)(?:\s+(?:antibiotics?|antimicrobials?|anti-?infectives?|antivirals?|antifungals?"
    r"|therapy|treatment|drugs?|medication|course|or|and)|/)*"
)
"""The words of the question: "active infection requiring IV therapy"."""
_YES = late(
    r"[ \t]*[:?=|.…_-][ \t:?=|.…_-]*(?:(?:☑|√|\[[x√]\]|\([x√]\))[ \t]*)?"
    r"(?:yes|y)(?=[ \t]*(?:[.;,(|\n]|$)|  )(?![ \t]*/)"
)


def needed_courses(frame: Frame) -> list[DraftFact]:
    """Intravenous treatment going on at the note, where the answer to such a question is yes."""
    note = note_day(frame)
    if note is None or "infection" not in frame.lower:
        return []
    made = []
    for match in _ASKED.finditer(frame.lower):
        if frame.is_ignored(match.start()) or frame.section_at(match.start()).subject == "family":
            continue
        behind = _YES.match(frame.lower, match.end())
        if behind is None and answer_behind(frame, match.start(), match.start(), match.end()) != "yes":
            continue
        end = behind.end() if behind is not None else frame.lines[frame.line_at(match.start())].end
        made.append(
            DraftFact(
                kind="treatment",
                name="anti_infective",
                document=frame.document.id,
                quotes=(Quote(match.start(), end),),
                fields={
                    "drug_class": "anti_infective",
                    "route": "iv",
                    "intent": "treatment",
                    "status": "ongoing",
                    "last_given": DateInterval.on(note),
                },
                reader="treatments",
            )
        )
    return made
