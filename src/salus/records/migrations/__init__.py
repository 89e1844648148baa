"""Schema steps of records: people, facts, observations, and what the screens read."""
