"""Risk markers that change what a person should do next, found in text and summed up. Pure."""
