"""Red-flag gate for patient chat. Owns: the rules, words and fixed replies of the clinical reference D4. Pure.

Door: `assess(message, previous_turns, language) -> Urgency`, `fixed_reply`, `notice`.
Standards: clinical reference D4 (D_critical_query.csv), CDC "Hear Her" urgent maternal warning signs.
"""

from salus.clinical.redflags.contract import RuleMatch, Urgency, UrgencyClass
from salus.clinical.redflags.gate import assess
from salus.clinical.redflags.replies import FixedReply, first_action, fixed_reply, notice

__all__ = ["FixedReply", "RuleMatch", "Urgency", "UrgencyClass", "assess", "first_action", "fixed_reply", "notice"]
