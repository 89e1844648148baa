"""The embedded engines: PostgreSQL 18 with pgvector and Valkey, from wheels, without root or a container engine.

Owns:  one data directory: postgres/ valkey/ objects/ keys/ logs/ run/
Gives: two addresses (database of the runtime role and of the schema owner, Valkey) to whoever needs engines
Keeps: data through kill -9 of an engine or of Salus, stale pid files, a moved directory, a full disk
Needs: nothing of other packages, and of the edge only `processes`: it can be used, and is tested, alone
"""
