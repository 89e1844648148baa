"""When the sample of a result was taken, by the dates of its document. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from salus.documents.contract import DocumentType
from salus.documents.logic.classify import DocumentProfile
from salus.documents.logic.document_dates import DateRole, LabelledDate
from salus.documents.logic.labs.readings import Reading

# Dates that may introduce results in a letter; "since 2019" and "last seen on" do not.
_INTRODUCING = frozenset((DateRole.UNKNOWN, DateRole.ADMISSION, DateRole.DISCHARGE, DateRole.VISIT, DateRole.EXAM))
# Fractions of the page: words of one line differ by less than the first, a paragraph of six lines is the second.
_SAME_LINE, _REACH = 0.004, 0.12


class Dating:
    """When the sample of a reading was taken: its own date, its report's collection date, the report's date."""

    def __init__(self, dates: Sequence[LabelledDate], profile: DocumentProfile) -> None:
        self._dates = dates
        self._collected = [date for date in dates if date.role is DateRole.COLLECTED]
        self._document_date = profile.document_date
        self._is_lab_report = profile.detected_type is DocumentType.LAB_REPORT
        others = [date for date in dates if date.role is not DateRole.BIRTH]
        self._is_undisputed = {date.role for date in others} == {DateRole.DATE} and len({d.day for d in others}) == 1

    def date_of(self, reading: Reading) -> tuple[datetime | date | None, bool]:
        """The date and whether it is surely the collection date."""
        if reading.day is not None:
            return reading.day, True
        top = min(word.box.y0 for word in reading.words)
        before = [d for d in self._collected if (d.page, d.box.y0) <= (reading.page, top)]
        if before:
            return before[-1].value, True
        if self._collected:
            return self._collected[0].value, True
        if self._is_lab_report:
            return self._document_date, self._is_undisputed
        return self._introduced_by(reading.page, top), False

    def _introduced_by(self, page: int, top: float) -> datetime | date | None:
        """The last date in the lines before a result in a letter ("On admission (25 April): Hb ...").

        None for a bare date that is the letter's own: what stands in for a date is told as such.
        """
        near = [
            labelled
            for labelled in self._dates
            if labelled.page == page
            and labelled.role in _INTRODUCING
            and -_SAME_LINE <= top - labelled.box.y0 <= _REACH
        ]
        if not near or (near[-1].role is DateRole.UNKNOWN and near[-1].day == self._document_date):
            return None
        return near[-1].value
