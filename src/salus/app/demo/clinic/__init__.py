"""The ten invented people of the demo clinic, one of them the demo patient."""

from salus.app.demo.clinic.adults import PEOPLE as ADULTS
from salus.app.demo.clinic.elders import PEOPLE as ELDERS
from salus.app.demo.clinic.women import PEOPLE as WOMEN
from salus.app.demo.people import Person

DEMO_PATIENT = "Elena"
PEOPLE: tuple[Person, ...] = (*WOMEN, *ADULTS, *ELDERS)
