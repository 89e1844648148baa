"""C-CDA R2.1 (HL7 Consolidated CDA) read into FHIR R4 resources: by the ids of its templates, with codes as given."""

from salus.exchange.logic.ccda.document import CcdaReading, is_ccda, read_ccda

__all__ = ["CcdaReading", "is_ccda", "read_ccda"]
