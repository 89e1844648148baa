"""Schema steps of core: users, audit chain, jobs, data keys, idempotency."""
