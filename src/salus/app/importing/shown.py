"""The report of an import as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator

from salus.app.importing.load import Outcome


def shown(outcome: Outcome) -> str:
    """What was taken, what it became, what was there already, what was left and why."""
    return "\n".join(_lines(outcome))


def _lines(outcome: Outcome) -> Iterator[str]:
    report = outcome.report
    yield (
        f"{outcome.files} files: {report.patients_new} patients registered, {report.patients_known} known before, "
        f"{report.rows_written} entries written."
    )
    if report.seen:
        yield ""
        yield f"{'resource':<24}{'seen':>8}{'taken':>8}{'known':>8}{'left':>8}  became"
        for line in report.lines():
            counts = f"{line.seen:>8}{line.taken:>8}{line.known:>8}{line.left:>8}"
            yield f"{line.resource_type:<24}{counts}  {line.became}".rstrip()
    for title, remarks in (("Left:", report.reasons()), ("Taken with a mark:", report.remarks())):
        if remarks:
            yield ""
            yield title
            for name, reason, count in remarks:
                yield f"  {count:>6} {name}: {reason}"
    if outcome.refused:
        yield ""
        yield "Files that were not taken:"
        for path, reason in outcome.refused:
            yield f"  {path}: {reason}"
