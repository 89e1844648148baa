"""The record's own reasoning, pure: validation, interpretation, trends, timeline lines, worklist reasons."""
