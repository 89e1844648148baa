"""The edge: the only code that knows every slice.

Owns: the `salus` command, the processes and embedded engines of `salus up`, the web server's and worker's assembly,
the demo clinic, imports from the command line, the built pages.
Reads: every slice, through its manifest, contract or service. Nothing imports the edge.
"""
