"""What every route shares: the envelope, who calls, errors, cookies, live streams."""
