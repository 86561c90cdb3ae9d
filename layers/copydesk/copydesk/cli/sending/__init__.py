"""What commands send through the pipeline, and what came of it."""
