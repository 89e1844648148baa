"""Small words of questions, English and Spanish, folded: they tell the language, and not what is asked about."""

from __future__ import annotations

from salus.clinical.text.tokens import word_set

SPANISH_WORDS = word_set(
    """que cual cuando como donde quien mi mis me tengo tomo estoy soy es esta son los las el la un una de del
    para por con sin ultimo ultima significa dice informe resultado medicinas medicamentos alergias vacuna
    vacunas hay puedo debo mostrar resumen cambio ha y hola gracias buenos buenas decia algo carta nota
    documento sobre dejar tomar empezar"""
)
ENGLISH_WORDS = word_set(
    """what which when how where who my me i is are was were the a an of for to with does do did mean any have
    has show last latest result results medicines and in on about tell say says said anything something there
    letter report note document it should can could stop take taking start"""
)
# Words that say when, how much or how sure, but not about what.
VAGUE_WORDS = word_set(
    """why because reason reasons year years month months week weeks day days time times today yesterday ago
    since recent recently now ever always often much many long old new good bad high low normal okay right wrong
    current currently moment first before after during over again still yet please know want need help see look
    find give get got take takes taken took found there here some every each any all one two three four five six
    seven eight nine ten more less than then also against about into from under between next last list listed
    record history patient doctor change changed changes going being been they them she her his him you your are
    was were has have had will would could should can may might must did does doing done say tell ano anos mes
    meses semana semanas dia dias vez veces hoy ayer desde hace ahora siempre mucho muchos poco bien mal actual
    momento antes despues durante favor saber quiero necesito ver dar tener hacer cada mas menos tambien algun
    alguna algunos algunas uno dos tres cuatro cinco porque contra sobre hasta historial paciente medico lista
    cambio cambiado estado esta estan tiene tengo shows showed showing reveal reveals revealed salio sale salieron
    muestra mostro encontro encontraron"""
)

# Words that carry no meaning for a search, and that are names of nothing unless they are written as symbols.
SMALL_WORDS = SPANISH_WORDS | ENGLISH_WORDS | VAGUE_WORDS
