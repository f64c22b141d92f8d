"""Several trials on the page: which one is shown, and all beside one another from one reading. Decides nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from ui.page import service, views
from ui.page.cards import esc, shape
from ui.page.session import Session
from ui.page.wording import Words

Report = Mapping[str, Any]
NAMED = 3


def choose(session: Session, words: Words) -> None:
    """The button at the head: each trial, and all beside one another."""
    known = service.trials()
    if len(known) < 2:
        return
    chart = session.chart
    with st.popover(words("trials.button", trial=chart.trial), key="trials"):
        for trial in known:
            st.button(
                f"{trial} {service.trial(words.lang, trial)['title']}",
                key=f"trial-{trial}",
                disabled=trial == chart.trial,
                on_click=session.choose_trial,
                args=(trial,),
                width="stretch",
            )
        st.button(
            words("trials.hide" if chart.compared else "trials.all"),
            key="trial-all",
            on_click=session.compare,
            args=(not chart.compared,),
            type="primary",
        )


def comparison(reports: Sequence[Report], shown: str, words: Words) -> str:
    """One row for each trial: the decision, what stands in the way, what is open, from when."""
    if not reports:
        return ""
    columns = ("trial", "decision", "fail", "unknown")
    head = "".join(f'<th scope="col">{esc(words(f"trials.column.{column}"))}</th>' for column in columns)
    rows = "".join(_row(report, shown, words) for report in reports)
    return (
        f'<section class="compared"><h2>{esc(words("trials.heading"))}</h2>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(report: Report, shown: str, words: Words) -> str:
    trial = report["trial"]
    here = ' aria-current="true"' if trial["id"] == shown else ""
    fails, opened = views.obstacles(report), views.to_settle(report)
    settle = words.count("counts.unknown", len(opened)) if opened else words("trials.none")
    return (
        f'<tr{here}><th scope="row"><b>{esc(trial["id"])}</b><br>{esc(trial.get("title") or "")}</th>'
        f"<td><b>{esc(views.headline(report, words))}</b></td><td>{_named(fails, words)}</td>"
        f"<td>{shape('unknown') if opened else ''}{esc(settle)}</td></tr>"
    )


def _named(found: Sequence[Mapping[str, Any]], words: Words) -> str:
    if not found:
        return esc(words("trials.none"))
    names = [f"{shape('fail')}{esc(item['title'])} <code>{esc(item['id'])}</code>" for item in found[:NAMED]]
    more = len(found) - NAMED
    return "<br>".join([*names, *([esc(words("trials.more", n=more))] if more > 0 else [])])
