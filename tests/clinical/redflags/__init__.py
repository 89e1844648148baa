"""Tests of the red-flag gate."""
