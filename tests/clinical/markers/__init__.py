"""Tests of the risk markers."""
