"""The tool that tries other days: what would change, and on which of them nothing stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.chat import whatif
from assistant.chat.case import Case
from assistant.chat.days import ANCHORS, Days
from assistant.chat.saying import MOST_CITED, cited, ids_of, names_of, overall, silent
from assistant.chat.told import Line, Told
from assistant.chat.wording import count, joined, listed, say
from rules.catalogue import Lang


def what_if(case: Case, lang: Lang, days: Mapping[str, Days] | None = None, months: int = 0, shift: int = 0) -> Told:
    """The same chart on other days: what changes, and on which of them nothing stands in the way.

    ``days`` are those of an anchor (screening, lymphodepletion, infusion); without them the plan moves as a whole by
    months and days. The plan itself stays as it is.
    """
    nothing = silent(case, lang, "what_if")
    if nothing:
        return nothing
    if not days and not months and not shift:
        return Told("what_if", (Line(say(lang, "what_if.which")),), supported=False)
    try:
        if not days:
            return _on_one_plan(case, case.on(whatif.moved(case.screened.dates, months, shift)), lang)
        if all(each.first == each.last for each in days.values()):
            plan = whatif.planned(case.screened.dates, {name: each.first for name, each in days.items()})
            return _on_one_plan(case, case.on(plan), lang)
        return _on_several_days(case, whatif.stretches(case, days), lang)
    except whatif.DaysError as error:
        return Told("what_if", (Line(say(lang, f"what_if.{error.code}")),), supported=False)


def _on_one_plan(case: Case, after: Case, lang: Lang) -> Told:
    lines = [Line(say(lang, "what_if.plan", days=_plan(after, lang)))]
    found = whatif.changes(case, after)
    stale = [name for name, was, now in found if (was.value, now.value) == ("pass", "unknown")]
    others = [(name, was, now) for name, was, now in found if name not in stale]
    for name, was, now in others:
        said = case.said(after.verdicts[name], lang)
        before, later = say(lang, f"statuses.{was.value}"), say(lang, f"statuses.{now.value}")
        text = say(
            lang, "what_if.changed", title=said["title"], id=name, before=before, after=later, reason=said["reason"]
        )
        lines.append(Line(text, (name,)))
    if stale:
        lines.append(_stale(after, stale, lang))
    if found:
        lines.append(Line(overall(after, lang), ids_of(after.with_status("fail"))))
    else:
        lines.append(Line(say(lang, "what_if.nothing_changes", overall=overall(after, lang))))
    lines.append(Line(say(lang, "what_if.kept")))
    ids = [*(name for name, _, _ in others), *ids_of(after.with_status("fail")), *stale]
    data = {
        "dates": {name: after.screened.dates.anchor(name).to_json() for name in ANCHORS},
        "changes": [{"criterion": name, "before": was.value, "after": now.value} for name, was, now in found],
        "overall": after.screened.overall,
    }
    return Told("what_if", tuple(lines), cited(after, list(dict.fromkeys(ids))[:MOST_CITED], lang), data)


def _stale(after: Case, ids: Sequence[str], lang: Lang) -> Line:
    names = names_of([after.verdicts[name] for name in ids], lang)
    return Line(count(lang, "what_if.stale", len(ids), names=names), tuple(ids))


def _on_several_days(case: Case, found: Sequence[whatif.Stretch], lang: Lang) -> Told:
    anchor = found[0].anchor
    name = say(lang, f"anchors.{anchor}")
    between = say(lang, "what_if.between", anchor=name, first=found[0].first, last=found[-1].last)
    lines = [Line(say(lang, "what_if.plan", days=between))]
    for each in found:
        key = "day" if each.first == each.last else "days"
        when = say(lang, f"what_if.{key}", first=each.first, last=each.last)
        fails = each.case.with_status("fail")
        if fails:
            text = count(lang, "what_if.fails", len(fails), when=when, names=names_of(fails, lang))
        else:
            text = count(lang, "what_if.no_fails", each.open_on, when=when)
        if each.doubtful:
            names = names_of([each.case.verdicts[one] for one in each.doubtful], lang)
            text = joined([text, say(lang, "what_if.doubtful", names=names)], lang)
        lines.append(Line(text, (*each.fails, *each.doubtful)))
    last = found[-1].last_case
    stale = [name for name, was, now in whatif.changes(case, last) if (was.value, now.value) == ("pass", "unknown")]
    if stale:
        lines.append(_stale(last, stale, lang))
    lines += [Line(say(lang, "what_if.counted", anchor=name)), Line(say(lang, "what_if.kept"))]
    ids = list(dict.fromkeys(name for each in found for name in (*each.fails, *each.doubtful)))
    data = {
        "anchor": anchor,
        "stretches": [
            {"first": str(each.first), "last": str(each.last), "fails": list(each.fails), "open": list(each.doubtful)}
            for each in found
        ],
    }
    return Told("what_if", tuple(lines), cited(found[0].case, ids[:MOST_CITED], lang), data)


def _plan(case: Case, lang: Lang) -> str:
    days = ((name, case.screened.dates.anchor(name).day) for name in ANCHORS)
    told = [say(lang, "what_if.on", anchor=say(lang, f"anchors.{name}"), day=on) for name, on in days if on is not None]
    return say(lang, "what_if.and").join(filter(None, (listed(told[:-1], lang), told[-1])))
