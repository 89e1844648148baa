"""What a restore found, for people."""

from __future__ import annotations

from pathlib import Path

from salus.app.backup.restore import Report


def shown(report: Report, data_dir: Path) -> str:
    """A line for each thing that was compared."""
    lines = [f"Restored the backup {report.backup_id} into {data_dir}."]
    if report.has_database:
        lines += [
            f"  Database: {report.files} files, each with the SHA-256 that was noted as it was copied",
            f"  Replayed: up to {report.replayed_to}"
            if report.replayed_to
            else "  Replayed: up to the end of the backup",
            f"  Rows: {report.rows} in {report.tables} tables"
            + ("" if report.differing else ", as many as were noted where they can be compared"),
            *(f"  DIFFERS: {each}" for each in report.differing),
            f"  Audit chain: whole, {report.audit_rows} rows"
            if not report.audit_trouble
            else f"  AUDIT CHAIN: {report.audit_trouble}",
        ]
        if report.erased_keys:
            lines.append(f"  Erased since: the data keys of {report.erased_keys} patients were not brought back")
    else:
        lines.append("  Database: not in this backup; restore it with the tools that copied it")
    lines.append(f"  Objects: {report.objects}, each with the digest that was noted")
    if report.missing_objects:
        lines.append(f"  MISSING: {report.missing_objects} objects that rows name are not in the backup")
    lines.append("Everything is as it was." if report.is_whole else "LOOK AT THE LINES IN CAPITALS before you use it.")
    if report.has_database:
        lines.append(f"Start it: salus up --data-dir {data_dir}")
    return "\n".join(lines)
