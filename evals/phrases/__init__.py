"""Messages written without sight of the gate's rules or of the reference's vectors, to see how it meets new words."""
