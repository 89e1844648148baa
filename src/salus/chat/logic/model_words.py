"""The words by which a model's sentence is judged, in English and Spanish, folded."""

from __future__ import annotations

import re
from decimal import Decimal

from salus.clinical.text.tokens import word_set

# They may open a sentence or stand in it with a capital without naming anybody.
FIRST_WORDS = word_set(
    """a according after all also although among an and as at before below both but by current currently during each
    earlier every for from further hence however i in it its last latest most my no none nothing of on one only other
    over prior recent result results recorded since some taken than that the their there these they this those three
    to two under until up was we were what when where which while with within you your yours patient
    el la los las un una unos unas su sus tu tus usted en de del con sin por para segun desde hasta hay no ningun
    ninguna esta este estos estas ese esa eso lo al antes despues ademas tambien ultimo ultima actual actualmente es
    son fue fueron tiene toma entre dos tres resultado resultados paciente"""
)
MONTHS_AND_DAYS = word_set(
    """january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre
    diciembre lunes martes miercoles jueves viernes sabado domingo"""
)
# Words that carry no statement of their own: they need no source, and they support none.
COMMON = MONTHS_AND_DAYS | word_set(
    """about above after also because been before being below between both chart clinic current currently date dated
    document documents does doctor earlier each from have having here higher into latest laboratory less letter level
    levels listed lower makes mean means measured more most noted only other over range record recorded records report
    result results same says seen shows since some such taken test tests than that their them then there these they
    this those through today under until upper value values very were what when where which while will with within
    without would you your yours usual usually normal high low rising falling
    sobre antes despues entre desde hasta segun tambien porque como cuando donde esta este estos estas para por con sin
    rango valor valores resultado resultados prueba pruebas documento documentos informe carta medico historial
    fecha medido medida ultimo ultima actual actualmente encima debajo dentro superior inferior significa muestra dice
    usted suyo suya tiene tienen hay mas menos alto alta bajo baja"""
)
DENYING = word_set(
    """no not none never neither nor without absent negative denies denied isn't wasn't doesn't don't aren't didn't
    ningun ninguna ninguno nunca jamas sin tampoco negativo negativa niega"""
)
_COUNTED = (
    """two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen""",
    "dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince",
)
_TENS = (
    "twenty thirty forty fifty sixty seventy eighty ninety",
    "veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa",
)
NUMBER_WORDS = {
    **{word: Decimal(number) for words in _COUNTED for number, word in enumerate(words.split(), 2)},
    **{word: Decimal(10 * number) for words in _TENS for number, word in enumerate(words.split(), 2)},
    "hundred": Decimal(100),
    "cien": Decimal(100),
    "thousand": Decimal(1000),
    "mil": Decimal(1000),
    "double": Decimal(2),
    "doble": Decimal(2),
    "twice": Decimal(2),
}
# What only a doctor may say: to change a treatment, to diagnose, how urgent something is. Word for word from the record
# it may stand, for then it is the record's.
OVERREACHING = re.compile(
    r"""\b(?:you|he|she|they|patient)\s+(?:should|must|can|could|may|ought|need(?:s)?\s+to|have\s+to|has\s+to)\b
      | ^(?:please\s+)?(?:stop|start|take|increase|decrease|double|skip|avoid|reduce|change|switch|continue|call|go|ask|
          tell|see|visit|ignore|do\s+not|don't|never|always)\b
      | \b(?:stop|start|increase|decrease|double|skip|reduce)\s+(?:taking|using|the\s+dose|your|his|her)\b
      | \b(?:recommend|advise|suggest)(?:s|ed)?\s+(?:that\s+)?(?:you|stopping|starting|taking|to)\b
      | \b(?:you|patient)\s+(?:probably\s+|likely\s+)?(?:have|has|suffer(?:s)?\s+from)\s+(?:an?\s+)?(?:cancer|tumou?r|
          leuk\w+|infarct\w*|stroke|heart\s+attack|sepsis)\b
      | \b(?:emergency|urgent\w*|immediately|life[- ]threatening|call\s+(?:an\s+)?ambulance|no\s+need\s+to|
          nothing\s+to\s+worry|do\s+not\s+worry|completely\s+(?:safe|healthy)|harmless|cured|overdose)\b
      | \b(?:debe|deberia|tiene\s+que|hay\s+que|puede\s+dejar)\b
      | ^(?:deje|tome|suspenda|aumente|reduzca|llame|vaya|evite|no\s+tome)\b
      | \b(?:urgencia|urgente|emergencia|inmediatamente|no\s+se\s+preocupe|inofensivo|curado|sobredosis)\b""",
    re.VERBOSE,
)
