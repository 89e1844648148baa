"""The engines of the object port, and the choice between them. Only these files import obstore."""
