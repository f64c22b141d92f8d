"""Reads that an infection is over from the words with which the next sentence begins: "Completely better.", 已痊愈。"""

from __future__ import annotations

from assistant.extraction.conditions.view import View
from assistant.extraction.cues import Cue
from assistant.extraction.frame import Mention
from assistant.extraction.late import late

_LEAD = late(
    r"\W*(?:(?:it|this|that|all|now|has|had|is|was|have|since|fully|completely|he|she|he's|she's|the infection"
    r"|[已现均都也]|目前|现已|完全|感染)\s*)*"
)
_OF_SOMETHING = late(r"\s+(?:from|of|for|by)\s+(?!it\b|this\b|that\b)")
_REACH = 40
_BESIDE = 20


def over_next(view: View, mention: Mention) -> Cue | None:
    """The word of the next sentence that says so, where it stands at its head and of nothing else."""
    frame = view.frame
    index = frame.sentence_at(mention.start) + 1
    if index >= len(frame.sentences) or not frame.terminology.is_a(mention.concept.id, "infection"):
        return None
    sentence = frame.sentences[index]
    lead = _LEAD.match(frame.lower, sentence.start, sentence.end)
    begin = lead.end() if lead else sentence.start
    for cue in view.cues_in(sentence.start, min(sentence.end, begin + _REACH)):
        if cue.label != "resolved" or cue.start > begin or _OF_SOMETHING.match(frame.lower, cue.end):
            continue
        named = frame.in_span(view.mentions, sentence.start, cue.end + _BESIDE)
        if not any(one.start < sentence.end for one in named):
            return cue
    return None
