"""Text that talks to an assistant instead of about a patient: data, never obeyed, not read out to patients."""

from __future__ import annotations

import re

from salus.clinical.text.fold import fold

# Orders to a machine, in English and Spanish. Clinical imperatives ("Stop hydrochlorothiazide.") do not match: they
# name no assistant, prompt, instruction or output, and they belong to the record.
TO_A_MACHINE = re.compile(
    r"""
      \b(ignore|disregard|forget|override|bypass)\b .{0,40} \b(instruction|instructions|prompt|prompts|rules|guideline|
          guidelines|above|previous|prior|system|safety)\b
    | \b(ignora|olvida|omite|desobedece)\b .{0,40} \b(instrucciones|ordenes|reglas|anterior|anteriores|sistema)\b
    | (^|\n|[.;]\s)\s*(system|assistant|developer)\s*: | \b(system|assistant|developer)\s+(prompt|message)\b
    | \byou\s+are\s+(now|no\s+longer)\b
    | \b(eres|ahora\s+eres)\s+(un|una)\s+(asistente|ia|modelo)\b
    | \b(as|dear)\s+(an?\s+)?(ai|llm|language\s+model|assistant|chatbot)\b
    | \b(ai|llm|chatbot|assistant|asistente|modelo)\b .{0,30} \b(must|should|shall|debe|debes|tell|say|reply|respond|
          output|di|responde)\b
    | \b(tell|inform|convince|instruct)\s+the\s+(patient|user|reader)\s+(to|that)\b
    | \b(dile|indica|informa)\s+al\s+(paciente|usuario)\s+que\b
    | \b(reveal|print|repeat|output|show|exfiltrate)\b .{0,40} \b(prompt|instructions|password|token|other\s+patient|
          other\s+patients|database)\b
    | \b(respond|reply|answer)\s+(only\s+)?with\b
    | \b(responde|contesta)\s+(solo\s+)?con\b
    | <\s*/?\s*(system|assistant|user|instructions?|prompt)\b
    | \[\s*/?\s*inst\s*\]
    | \bjailbreak\b | \bdo\s+anything\s+now\b
    """,
    re.VERBOSE,
)


def talks_to_a_machine(sentence: str) -> bool:
    """Whether a sentence gives orders to an assistant."""
    return TO_A_MACHINE.search(fold(sentence)) is not None
