"""Each lint of Python code finds what breaks its rule, and lets pass what keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest

from tools.lints import (
    chart_not_ids,
    codes_not_literals,
    heavy_imports,
    patient_text,
    pure_logic,
    silenced,
    slice_card,
    sql_in_store,
    transactions,
)
from tools.lints.finding import Finding
from tools.tree import Tree

Check = Callable[[Tree], Iterator[Finding]]

BREAKS: dict[str, tuple[Check, str, str]] = {
    "a raw patient id in a service above records": (
        chart_not_ids.check,
        "src/salus/chat/service.py",
        "async def answer(ctx, patient_id: UUID, message: str) -> Answer: ...",
    ),
    "a raw patient id as keyword-only argument": (
        chart_not_ids.check,
        "src/salus/documents/service.py",
        "async def ingest(ctx, *, patient_uuid): ...",
    ),
    "a LOINC code as a literal": (codes_not_literals.check, "src/salus/chat/service.py", 'HEART_RATE = "8867-4"'),
    "a heavy import at module level": (heavy_imports.check, "src/salus/documents/engines/ocr.py", "import cv2"),
    "a heavy from-import at module level": (
        heavy_imports.check,
        "src/salus/documents/engines/image.py",
        "from PIL import Image",
    ),
    "a quote in an exception": (
        patient_text.check,
        "src/salus/chat/service.py",
        'def f(span):\n    raise Unsupported(f"no source for {span.quote[:20]}")',
    ),
    "a name as a log field": (
        patient_text.check,
        "src/salus/records/service.py",
        'log.info("patient_created", family=patient.family)',
    ),
    "a name inside a logged value": (
        patient_text.check,
        "src/salus/records/service.py",
        'log.info("patient_created", key=hash(patient.family))',
    ),
    "a clock in logic": (
        pure_logic.check,
        "src/salus/chat/logic/age.py",
        "def f():\n    return datetime.now(UTC)",
    ),
    "chance in clinical": (pure_logic.check, "src/salus/clinical/scores.py", "def f():\n    return random.random()"),
    "settings in logic": (pure_logic.check, "src/salus/chat/logic/a.py", 'def f():\n    return os.environ["A"]'),
    "a file opened in logic": (pure_logic.check, "src/salus/chat/logic/a.py", "def f(p):\n    return open(p)"),
    "SQL in a service": (
        sql_in_store.check,
        "src/salus/records/service.py",
        'ROWS = "SELECT id FROM records.patient WHERE id = %s"',
    ),
    "SQL in an f-string over lines": (
        sql_in_store.check,
        "src/salus/records/http.py",
        'q = f"""\n  UPDATE records.patient\n  SET family = {x}\n"""',
    ),
    "a transaction opened by a service": (
        transactions.check,
        "src/salus/records/service.py",
        "async def f(ctx):\n    async with ctx.db.transaction():\n        pass",
    ),
    "a slice without a card": (slice_card.check, "src/salus/chat/__init__.py", '"""Chat."""'),
    "a silenced checker without a reason": (silenced.check, "src/salus/a.py", "x = f()  # type: ignore[misc]"),
    "work left for later": (silenced.check, "src/salus/a.py", "# TODO: think"),
}

KEEPS: dict[str, tuple[Check, str, str]] = {
    "a service that takes a Chart": (
        chart_not_ids.check,
        "src/salus/chat/service.py",
        "async def answer(ctx, chart: Chart, message: str) -> Answer: ...",
    ),
    "records itself opens charts by id": (
        chart_not_ids.check,
        "src/salus/records/service.py",
        "async def open_chart(ctx, patient_id: UUID) -> Chart: ...",
    ),
    "a LOINC code where codes live": (codes_not_literals.check, "src/salus/clinical/codes.py", 'HR = "8867-4"'),
    "a page range is no LOINC code": (codes_not_literals.check, "src/salus/chat/service.py", 'PAGES = "8867-5"'),
    "a heavy import where it is used": (
        heavy_imports.check,
        "src/salus/documents/engines/ocr.py",
        "def read():\n    import cv2",
    ),
    "a heavy import for the type checker": (
        heavy_imports.check,
        "src/salus/documents/engines/ocr.py",
        "if TYPE_CHECKING:\n    from PIL import Image",
    ),
    "counts and ids in messages and logs": (
        patient_text.check,
        "src/salus/chat/service.py",
        'def f(n):\n    log.info("indexed", chunks=n)\n    raise TooLarge(f"at most {n} pages")',
    ),
    "a time that comes in as an argument": (
        pure_logic.check,
        "src/salus/chat/logic/age.py",
        "def age(born, now):\n    return now - born",
    ),
    "a clock in a service": (pure_logic.check, "src/salus/chat/service.py", "now = datetime.now(UTC)"),
    "SQL in the store": (sql_in_store.check, "src/salus/records/store.py", 'Q = "SELECT id FROM records.patient"'),
    "SQL in a migration": (
        sql_in_store.check,
        "src/salus/records/migrations/0002_records.py",
        'op.execute("CREATE TABLE records.patient (id uuid)")',
    ),
    "SQL quoted in a docstring": (
        sql_in_store.check,
        "src/salus/records/service.py",
        'def f():\n    """SELECT id FROM t is what the store runs."""',
    ),
    "English that begins like SQL": (
        sql_in_store.check,
        "src/salus/records/service.py",
        'HELP = "Select a patient from the list"',
    ),
    "a job that opens its own transaction": (
        transactions.check,
        "src/salus/documents/jobs.py",
        "async def f(run):\n    async with run.transaction():\n        pass",
    ),
    "a slice with its card": (slice_card.check, "src/salus/chat/__init__.py", '"""Chat.\n\nOwns: answers.\n"""'),
    "a silenced checker with a reason beside it": (
        silenced.check,
        "src/salus/a.py",
        "x = f()  # type: ignore[misc] - the library's stub lacks this overload",
    ),
    "a silenced checker with a reason above it": (
        silenced.check,
        "src/salus/a.py",
        "# The stub lacks this overload.\nx = f()  # type: ignore[misc]",
    ),
}


def _findings(tree_of: Callable[[dict[str, str]], Tree], case: tuple[Check, str, str]) -> list[Finding]:
    check, path, code = case
    return list(check(tree_of({path: dedent(code) + "\n"})))


@pytest.mark.parametrize("name", BREAKS)
def test_lint_finds(name: str, tree_of: Callable[[dict[str, str]], Tree]) -> None:
    found = _findings(tree_of, BREAKS[name])
    assert len(found) == 1
    assert found[0].path == BREAKS[name][1]


@pytest.mark.parametrize("name", KEEPS)
def test_lint_lets_pass(name: str, tree_of: Callable[[dict[str, str]], Tree]) -> None:
    assert _findings(tree_of, KEEPS[name]) == []


@pytest.mark.parametrize("code", ["8867-4", "8480-6", "2345-7", "4548-4", "718-7"])
def test_loinc_check_digit_of_published_codes(code: str) -> None:
    """LOINC Users' Guide, appendix on check digits: mod 10 (Luhn)."""
    assert codes_not_literals.is_loinc(code)
    assert not codes_not_literals.is_loinc(code[:-1] + str((int(code[-1]) + 1) % 10))
