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


# Addresses and markup: in a letter a way to lead somebody astray, in an answer never needed. A comparison ("< 5") is
# none.
LINK = re.compile(
    r"""\w{2,}:// | \b(?:https?|ftp|data|javascript|mailto): | \bwww\. | \]\( | !\[ | </?[a-z!] | &\#?\w+; | \w@\w
      | \b[a-z0-9-]+\.(?:com|org|net|io|ai|co|es|de|uk|eu|info|example|test|invalid|localhost|dev|app|xyz|ru|cn)\b
      | \b\d{1,3}(?:\.\d{1,3}){3}\b""",
    re.VERBOSE | re.IGNORECASE,
)


def is_quotable(sentence: str) -> bool:
    """Whether a sentence of a document may be read out or given to a model: no orders to a machine, no addresses."""
    return LINK.search(sentence) is None and not talks_to_a_machine(sentence)


def talks_to_a_machine(sentence: str) -> bool:
    """Whether a sentence gives orders to an assistant."""
    return TO_A_MACHINE.search(fold(sentence)) is not None
