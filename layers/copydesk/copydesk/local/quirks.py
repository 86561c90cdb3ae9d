"""Where the local stack reads the template otherwise than AWS does, and what is put right after a deployment."""

import boto3


def mend_concurrency() -> None:
    """A number that comes from a parameter stays text in ministack 1.5.33, whose queue poller then stops."""
    client = boto3.client("lambda")
    for mapping in client.list_event_source_mappings()["EventSourceMappings"]:
        if limit := mapping.get("ScalingConfig", {}).get("MaximumConcurrency"):
            client.update_event_source_mapping(UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": int(limit)})
