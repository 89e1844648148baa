"""The slice's SQL and nothing else; rows come back as contract types. Row-level security stands behind every WHERE."""
