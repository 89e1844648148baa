"""The reasoning of exchange: what a search says, what a document holds, how answers are put together. Pure."""
