"""All clients share one session, which reads only the files of the services that they call."""

import subprocess
import sys

import pytest

from tests.moto_answers import use_test_account

#: A cold start may read botocore's endpoints, partitions and defaults once, and the model of each service once.
_PROGRAM = """
from botocore.loaders import JSONFileLoader
from copydesk.aws import clients
read = []
load_file = clients._Files.load_file
clients._Files.load_file = lambda self, path: read.append(path) or load_file(self, path)
from copydesk.storage import use_tables
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.models import MessageItem, OperationsItem
use_tables(articles="articles", operations="operations")
clients.s3_client(), clients.sqs_client()
for model in (ArticlesItem, MessageItem, OperationsItem):
    model._get_connection()
assert read and len(read) == len(set(read)), read
"""


def test_the_clients_of_a_function_read_no_file_of_botocore_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    use_test_account(monkeypatch)
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True)


#: It runs in a process of its own, because moto changes the models that its process has loaded.
_COMPARED = """
from botocore.session import Session
from copydesk.aws.clients import session
ours, theirs = (each.get_component("data_loader") for each in (session(), Session()))
for service in ("dynamodb", "events", "s3", "sqs"):
    for kind in ("service-2", "endpoint-rule-set-1", "paginators-1"):
        assert ours.load_service_model(service, kind) == theirs.load_service_model(service, kind), (service, kind)
"""


def test_the_models_are_those_that_botocore_itself_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    use_test_account(monkeypatch)
    subprocess.run([sys.executable, "-c", _COMPARED], check=True)
