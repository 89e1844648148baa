"""The holders of wrapping keys: a file of this installation, and AWS KMS."""
