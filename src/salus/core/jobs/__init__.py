"""Background jobs: enqueued in the caller's transaction, idempotent, recovered when their worker dies."""
