"""`kg new`: what appeared; and `kg status`: how the sources are doing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from kg.cli.common import (
    DEFAULT_STORE,
    SinceOption,
    StoreOption,
    UntilOption,
    console,
    counted,
    load_graph,
    safe,
    say,
    shortened,
)
from kg.cli.spans import LimitOption, WatchOption, as_object, look
from kg.quoting import QUOTE_LIMIT

if TYPE_CHECKING:
    from datetime import date

    from kg.news import News
    from kg.standing import Standing

#: From this width on the sources are a table; below it, its columns would leave no room for their names.
_TABLE: Final = 72

_NEW_EXAMPLES = """
Examples:

  kg new                            the week up to the newest document

  kg new --since 2026-03-01 --until 2026-03-31

  kg new --watch labs.txt --json    a name, alias or id a line; # a remark
"""


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("new", epilog=_NEW_EXAMPLES)(new)
    app.command("status", epilog="Examples:\n\n  kg status\n\n  kg status --json")(status)


# -- new ---------------------------------------------------------------------------------------------------------


def new(
    since: SinceOption = None,
    until: UntilOption = None,
    watch: WatchOption = None,
    limit: LimitOption = 15,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    store: StoreOption = DEFAULT_STORE,
) -> None:
    """Say what appeared in a span of days: entities, claims with a quote, and pairs named together more than before.

    A pair rises by log2(((n + 1) / (d + 2)) / ((m + 1) / (e + 2))): n of the d documents of the span name both in one
    paragraph, m of the e documents of the span before it, which is as long. 1 means twice the share of documents.
    """
    looked = look(store, since, until, watch)
    record = as_object(looked, limit or None, to_pass_on=as_json)
    if as_json:
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        _print_news(looked.found, record)


def _print_news(found: News, record: dict[str, Any]) -> None:
    span = found.span
    documents = f"{counted(found.documents, 'document')} ({found.before:,} in the span before)"
    say(f"[bold]{span.since} to {span.until}[/bold]: {documents}")
    if found.undated:
        say(f"[dim]{counted(found.undated, 'document')} without a date, left out[/dim]")
    _heading("New entities", record, "entities")
    for e in record["entities"]:
        seen = f"{counted(e['mentions'], 'mention')} in {counted(e['documents'], 'document')}"
        unseen = ", provisional" if e["provisional"] else ""
        say(f"[bold]{safe(e['label'])}[/bold]  {e['type']}{unseen}, {e['day']}, {seen}", 2)
        _print_quote(e["quote"], e)
    _heading("New claims", record, "claims")
    # The record's belief is rounded, and would be so twice.
    for c, belief in zip(record["claims"], (s.claim.belief for s in found.claims), strict=False):
        said = f"{safe(c['subject_label'])} {c['predicate']} {safe(c['object_label'])}"
        say(f"[bold]{said}[/bold]  {c['status'].lower()}, belief {belief:.2f}, {c['day']}", 2)
        _print_evidence(c)
    _heading("Rising pairs", record, "rising")
    if not found.before:
        say("[dim]there is no document in the span before to compare with[/dim]", 2)
    for r in record["rising"]:
        counts = f"{counted(r['documents'], 'document')}, {r['before']:,} before, rise {r['rise']:.2f}"
        say(f"[bold]{safe(r['a_label'])} – {safe(r['b_label'])}[/bold]  {counts}", 2)
        _print_quote(r["quote"], r["document"])
    if not record["contested"]:
        return
    _heading("Contested claims", record, "contested")
    for c, belief in zip(record["contested"], (c.claim.belief for c in found.contested), strict=False):
        said = f"{safe(c['subject_label'])} {c['predicate']} {safe(c['object_label'])}"
        say(f"[bold]{said}[/bold]  belief {belief:.2f}", 2)
        for side in c["evidence"]:
            _print_evidence(side)


def _heading(title: str, record: dict[str, Any], kind: str) -> None:
    number, shown = record["counts"][kind], len(record[kind])
    rest = f", {shown} of them shown; --limit 0 shows all" if shown < number else ""
    typer.echo()
    say(f"[bold]{title}[/bold] ({number:,}{rest})")


def _print_evidence(e: dict[str, Any]) -> None:
    denied = "denied, " if e["polarity"] == "-" else ""
    holder = f" by {e['holder']}" if e["holder"] else ""
    _print_quote(e["quote"], e, f"{denied}{e['modality']}{holder}")


def _print_quote(quote: str, where: dict[str, Any], how: str = "") -> None:
    say(f"“{safe(shortened(quote, QUOTE_LIMIT))}”", 4)
    say(f"[dim]{safe(', '.join(filter(None, (how, where['title'] or where['key'], where['outlet']))))}[/dim]", 4)


# -- status ------------------------------------------------------------------------------------------------------


def status(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False, store: StoreOption = DEFAULT_STORE
) -> None:
    """List the sources: when each last answered, errors in a row, when it is asked next, its documents and newest post.

    Works while a build is running; the state is that after the last run.
    """
    from kg.standing import standings
    from kg.store import read_health

    health = read_health(store)
    graph = load_graph(store)
    now = datetime.now(UTC)
    found = standings(graph.documents, health, now)
    if as_json:
        record = {"ran": health.ran.isoformat(), "documents": len(graph.documents), "sources": [_as_object(s) for s in found]}
        typer.echo(json.dumps(record, ensure_ascii=False, indent=1))
        return
    failing = sum(bool(s.failures or s.error) for s in found)
    state = f"{counted(failing, 'source')} with errors" if failing else "no errors"
    held = counted(len(graph.documents), "document")
    say(f"[bold]{counted(len(found), 'source')}[/bold], {held}; {state}; last run {_ago(health.ran, now)}")
    _draw(found, now)


def _as_object(one: Standing) -> dict[str, Any]:
    def said(when: date | datetime | None) -> str | None:
        return when.isoformat() if when else None

    return {
        "source": one.source, "kind": one.kind, "documents": one.documents, "newest": said(one.newest),
        "last_success": said(one.succeeded), "errors": one.failures, "error": one.error, "asked_next": said(one.asked_next),
        "why": one.why,
    }  # fmt: skip


def _draw(found: tuple[Standing, ...], now: datetime) -> None:
    from rich.table import Table

    if console().width < _TABLE:
        for s in found:
            number = "" if s.kind == "list" else f"{counted(s.documents, 'document')}, "
            answered, asked = _times(s, now)
            say(f"[bold]{safe(s.source)}[/bold]")
            say(f"{number}newest {s.newest or '-'}, answered {answered}, {counted(s.failures, 'error')}, asked {asked}", 2)
        _tell_errors(found)
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("source", overflow="fold", ratio=1)
    table.add_column("documents", justify="right", no_wrap=True)
    table.add_column("newest", no_wrap=True)
    table.add_column("answered", no_wrap=True)
    table.add_column("errors", justify="right", no_wrap=True)
    table.add_column("asked", no_wrap=True)
    for s in found:
        answered, asked = _times(s, now)
        number = "-" if s.kind == "list" else f"{s.documents:,}"
        errors = f"[bold]{s.failures}[/bold]" if s.failures else "0"
        table.add_row(safe(s.source), number, str(s.newest or "-"), answered, errors, asked)
    console().print(table)
    _tell_errors(found)


def _times(one: Standing, now: datetime) -> tuple[str, str]:
    """Return when a source answered and when it is asked next, in words."""
    answered = _ago(one.succeeded, now) if one.succeeded else "-" if one.kind == "file" else "never"
    return answered, "each run" if one.asked_next is None else _ahead(one.asked_next, now)


def _tell_errors(found: tuple[Standing, ...]) -> None:
    for s in found:
        if s.error:
            say(f"[bold]{safe(s.source)}[/bold]: {safe(s.error)}")


def _ago(when: datetime, now: datetime) -> str:
    return f"{_length((now - when).total_seconds())} ago" if when <= now else "just now"


def _ahead(when: datetime, now: datetime) -> str:
    return f"in {_length((when - now).total_seconds())}" if when > now else "each run"


def _length(seconds: float) -> str:
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            return counted(round(seconds / size), unit)
    return "less than a minute"
