"""Fitting a deployment to a laptop: what AWS has plenty of is scarce here."""

import os

import boto3


def fit_concurrency() -> None:
    """As many functions at once as there are processors: each one more would only start slowly beside the others.

    Set after the deployment, and as a number: a parameter of the template reaches ministack 1.5.33 as text,
    which stops its queue poller.
    """
    client = boto3.client("lambda")
    limit = max(2, os.process_cpu_count() or 2)
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        if "ScalingConfig" in mapping:
            client.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": limit})
