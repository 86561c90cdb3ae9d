"""Implements `copydesk sites`, which shows the habits of each site's pages, and the sites that have left theirs."""

from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import output, print_json, print_note
from copydesk.cli.layouts.sites import changed_first, drifts, plain_site, sites_table
from copydesk.cli.options import HERE, Shape, Where
from copydesk.cli.where import target
from copydesk.storage import use_operations
from copydesk.storage.operations.hosts import load_states
from copydesk.storage.operations.sites import list_sites


def sites(
    *,
    drifting: Annotated[bool, Parameter(help="Only those that have left their habit, and in what.")] = False,
    format: Shape = "table",  # noqa: A002  # the option's name
    where: Where = HERE,
) -> int:
    use_operations(target(where).operations_table)
    sites = changed_first(list_sites())
    found = [site for site in sites if not drifting or drifts(site)]
    crawled = load_states(site.host for site in found)
    if format == "json":
        print_json([plain_site(site, crawled.get(site.host)) for site in found])
    elif found:
        output().print(sites_table(found, crawled))
    elif sites:
        print_note("No site drifts: what their pages bring is what they used to.")
    else:
        print_note("No page was ingested yet whose address is known. Add some: copydesk ingest samples")
    return 0
