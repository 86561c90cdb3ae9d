"""Shows what was refused, grouped by reason and site. It can be sent through again."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import partial

from copydesk.aws.queues.crawl_messages import asked_url
from copydesk.aws.queues.envelopes import FETCHED_PREFIX
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.layouts.tables import SHORT_ID, raw_pointer
from copydesk.cli.naming import reject_named
from copydesk.cli.sending.rejects import send_these_again
from copydesk.cli.web_console.layout import form, link, moment, note, page, table
from copydesk.cli.web_console.lists import MOST_REJECTS, of_each_reason
from copydesk.cli.web_console.sent import Batches
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.errors import Reject, RejectReason
from copydesk.stack.problems import Problem
from copydesk.storage.articles.speakers import part_of_rejects
from copydesk.storage.operations.rejects import RejectRecord
from copydesk.web.urls import host_of, normalize_url

#: The most rejects of a group that are listed.
_LISTED = 10
_NO_SITE = "(no site)"
_WHOLE_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)

type Groups = Mapping[RejectReason, Mapping[str, Sequence[RejectRecord]]]


def refused_page(asked: Asked) -> Answer:
    """Shows groups by reason, the largest first. With `reason` and `site` in the query it shows one whole group."""
    reason = _reason(asked.query.get("reason", "")) if asked.query.get("reason") else None
    groups, cut = groups_of(list(RejectReason) if reason is None else [reason])
    site = asked.query.get("site") if reason else None
    sections = [
        _section(asked, each, {name: records for name, records in sites.items() if site in (None, name)}, site)
        for each, sites in sorted(groups.items(), key=lambda pair: -sum(map(len, pair[1].values())))
    ]
    told = f"{', '.join(cut)}: only {MOST_REJECTS:,} are shown. More: copydesk rejects --limit N"
    notes = [note(told)] if cut else []
    parts = sections or [note("Nothing was refused.")]
    return page(asked, "Refused", *notes, *parts, at="/refused")


def groups_of(reasons: Sequence[RejectReason]) -> tuple[Groups, list[str]]:
    """Returns the rejects by reason and site, and the reasons with more rejects than are read."""
    groups: dict[RejectReason, dict[str, list[RejectRecord]]] = {}
    cut = []
    for reason, part in of_each_reason(partial(part_of_rejects, limit=MOST_REJECTS), reasons).items():
        sites: dict[str, list[RejectRecord]] = defaultdict(list)
        for record in sorted(part.items, key=lambda record: record.last_seen, reverse=True):
            sites[site_of(record)].append(record)
        if sites:
            groups[reason] = dict(sorted(sites.items(), key=lambda pair: -len(pair[1])))
        if part.next:
            cut.append(str(reason))
    return groups, cut


def site_of(record: RejectRecord) -> str:
    """Returns the site of a reject from the key of its fetched page or the URL of its message. An upload has none."""
    if record.source:
        prefix, _, rest = record.source.key.partition(FETCHED_PREFIX)
        return rest.partition("/")[0] if rest and not prefix else _NO_SITE
    try:
        return host_of(normalize_url(asked_url(record.message or "")))
    except Reject:
        return _NO_SITE


def _section(
    asked: Asked, reason: RejectReason, sites: Mapping[str, Sequence[RejectRecord]], whole: str | None
) -> Html:
    count = sum(map(len, sites.values()))
    heading = tag("h2", text(f"{reason} "), tag("span", text(f"{count:,}"), class_="count"))
    again = form(asked, "/refused/redrive", f"Send all {count:,} again", f"of {reason}", reason=str(reason))
    top = heading if whole else tag("div", heading, *([again] if len(sites) > 1 else []), class_="bar")
    parts = [_group(asked, reason, site, records, whole=whole is not None) for site, records in sites.items()]
    return tag("section", top, *parts, class_="group")


def _group(asked: Asked, reason: RejectReason, site: str, records: Sequence[RejectRecord], *, whole: bool) -> Html:
    most = len(records) if whole else _LISTED
    rows = (_row(asked, record) for record in records[:most])
    again = form(asked, "/refused/redrive", f"Send all {len(records):,} again", f"of {reason}, {site}",
                 reason=str(reason), site=site) if len(records) > 1 else NOTHING  # fmt: skip
    more = [
        tag("p", link(f"All {len(records):,} of {site}", "refused", query={"reason": str(reason), "site": site}))
    ] if len(records) > most else []  # fmt: skip
    columns = ("page", "detail", "times", "last seen", "action")
    return joined([tag("div", tag("h3", isolated(site)), again, class_="bar"),
                   table(f"{reason}, {site}", columns, rows), *more])  # fmt: skip


def _row(asked: Asked, record: RejectRecord) -> tuple[Html, ...]:
    short = record.reject_id[:SHORT_ID]
    what = link(short, "refused", record.reject_id) if record.source else text(short)
    return (
        joined([what, tag("span", isolated(raw_pointer(record), most=200), class_="where")], " "),
        isolated(record.detail, most=300),
        text(f"{record.count:,}"),
        moment(record.last_seen),
        form(asked, "/refused/redrive", "Send again", short, reject=record.reject_id),
    )


def redrive(asked: Asked, batches: Batches) -> Answer:
    """Sends one reject, a group of a reason and a site, or all of a reason again. It leads to the page that follows."""
    told = asked.form or {}
    records = _one(told["reject"]) if "reject" in told else _of_group(told)
    what = f"Refused as {records[0].reason}" if "reject" in told else _group_name(told)
    path = batches.add(send_these_again(records, batches.place), what)
    return Answer(body="", status=303, location=path)


def _group_name(told: Mapping[str, str]) -> str:
    return f"{told['reason']}, {told['site']}" if "site" in told else f"All of {told['reason']}"


def _one(reject_id: str) -> list[RejectRecord]:
    if not _WHOLE_ID.fullmatch(reject_id):
        raise Problem("That is no id of a reject.", "Load the page again.")
    return [reject_named(reject_id)]


def _of_group(told: Mapping[str, str]) -> list[RejectRecord]:
    reason = _reason(told.get("reason", ""))
    groups, _ = groups_of([reason])
    sites = groups.get(reason, {})
    records = sites.get(told["site"], []) if "site" in told else [each for found in sites.values() for each in found]
    if not records:
        raise Problem("That group is empty by now.", "Load the page again.")
    return list(records)


def _reason(said: str) -> RejectReason:
    try:
        return RejectReason(said)
    except ValueError:
        raise Problem(f"There is no reason {said[:40]!a}.", "Go back to all that was refused.") from None
