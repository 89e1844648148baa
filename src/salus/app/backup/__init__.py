"""Backups that can be trusted: made while people work, complete or marked, restored with every hash looked at.

Owns:  the layout of a place of backups: backups/ID/ objects/ wal/, and of a place of keys: keys/
Gives: `salus backup` and `salus restore`, and what keeps backups by the clock beside `salus up`
Keeps: nothing readable outside the key bundle: objects are as encrypted as they lie, all else is sealed
"""
