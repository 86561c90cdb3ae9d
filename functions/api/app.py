"""Answers a request at the Function URL with a record or a problem."""

from functools import cache, partial
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from copydesk.api.messages import Answer, Request
from copydesk.api.records import Repository
from copydesk.api.routes import ROUTES
from copydesk.aws.bodies import load_body
from copydesk.aws.function_url import as_url_encoded, resolver
from copydesk.aws.logs import make_logger
from copydesk.aws.metrics import FunctionMetrics
from copydesk.settings import api_settings
from copydesk.storage import read_article, read_head, read_revision, use_bodies, use_tables
from copydesk.storage.articles.listing import part_of_day
from copydesk.storage.articles.speakers import part_of_history, part_of_rejects, part_of_site, part_of_speaker

logger = make_logger()
metrics = FunctionMetrics()


@cache
def reads() -> Repository:
    config = api_settings()
    use_tables(articles=config.articles_table, operations=config.operations_table)
    use_bodies(load=partial(load_body, bucket=config.raw_bucket))
    return Repository(
        article=read_article,
        revision=read_revision,
        head=read_head,
        history=part_of_history,
        site=part_of_site,
        day=part_of_day,
        speaker=part_of_speaker,
        rejects=part_of_rejects,
    )


def failed(error: Exception) -> None:
    logger.error("api.failed", exc_info=error)


def report(request: Request, route: str, answer: Answer) -> None:
    """Logs and counts an answer. It never logs the query, which may contain a reader's signature."""
    logger.info("api.answered", extra={"method": request.method, "route": route, "status": answer.status})
    metrics.count(f"Answers{answer.status // 100}xx")


app = resolver(ROUTES, reads=reads, failed=failed, report=report)


@logger.inject_lambda_context(clear_state=True)
@metrics.emitting()
def lambda_handler(event: dict[str, Any], context: LambdaContext) -> dict[str, Any]:
    return app.resolve(as_url_encoded(event), context)
