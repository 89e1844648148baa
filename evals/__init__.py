"""Quality, measured on data that nothing was tuned on."""
