"""Models that carry no medicine: the sentence embedder behind search."""
