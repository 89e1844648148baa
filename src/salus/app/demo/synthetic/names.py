"""Names of synthetic people from many places, some with the slips of whoever typed them at a desk."""

from __future__ import annotations

from random import Random

WOMEN = (
    "Ana", "María José", "Sofía", "Lucía", "Carmen", "Olivia", "Emma", "Charlotte", "Amelia", "Grace", "Ingrid",
    "Astrid", "Zoë", "Chloé", "Élodie", "Aïcha", "Fatima", "Leila", "Yasmin", "Priya", "Ananya", "Lakshmi",
    "Mei", "Xiu", "Yuki", "Hana", "Ji-woo", "Ngọc", "Katarzyna", "Agnieszka", "Zofia", "Olga", "Svetlana",
    "Irina", "Thandiwe", "Amara", "Chiamaka", "Nia", "Adaeze", "Rebecca", "Ruth", "Miriam", "Deborah",
    "Patricia", "Linda", "Barbara", "Susan", "Margaret", "Dorothy", "Helga", "Ursula", "Birgit", "Siobhán",
    "Aoife", "Niamh", "Giulia", "Francesca", "Despina",
)  # fmt: skip
MEN = (
    "José", "Luis", "Miguel Ángel", "Juan Carlos", "Diego", "Liam", "Noah", "Oliver", "James", "William",
    "Lars", "Søren", "Bjørn", "Åke", "François", "Rémi", "Jérôme", "Mohammed", "Ahmed", "Omar", "Yusuf",
    "Arjun", "Rahul", "Vijay", "Wei", "Jun", "Hiroshi", "Kenji", "Min-jun", "Minh", "Piotr", "Krzysztof",
    "Jakub", "Dmitri", "Sergei", "Ivan", "Sipho", "Kwame", "Chinedu", "Tunde", "David", "Samuel", "Aaron",
    "Robert", "Michael", "Richard", "Thomas", "Charles", "George", "Edward", "Jürgen", "Günther", "Ulrich",
    "Seán", "Cian", "Pádraig", "Giovanni", "Matteo", "Nikolaos",
)  # fmt: skip
FAMILIES = (
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Wilson", "Anderson", "Taylor",
    "Thompson", "García", "Rodríguez", "Martínez", "Hernández", "López", "González", "Pérez", "Sánchez",
    "Ramírez", "Torres", "Müller", "Schmidt", "Schneider", "Fischer", "Weber", "Groß", "Schäfer", "Köhler",
    "Dubois", "Lefèvre", "Moreau", "O'Brien", "O'Connor", "Murphy", "Kelly", "MacDonald", "Fraser", "Johansson",
    "Lindqvist", "Ødegård", "Sørensen", "Nowak", "Wiśniewska", "Kowalczyk", "Zieliński", "Ivanova", "Petrov",
    "Kuznetsov", "Papadopoulos", "Rossi", "Bianchi", "Esposito", "van den Berg", "de Vries", "Janssen", "Silva",
    "Santos", "Oliveira", "Ferreira", "Nguyễn", "Trần", "Lê", "Kim", "Park", "Choi", "Tanaka", "Suzuki",
    "Watanabe", "Wang", "Li", "Zhang", "Chen", "Liu", "Singh", "Patel", "Sharma", "Gupta", "Khan", "Hussain",
    "Al-Farsi", "Haddad", "Cohen", "Levy", "Okafor", "Adeyemi", "Mensah", "Dlamini", "Ndlovu", "Abebe",
    "Tesfaye", "Yılmaz", "Kaya", "Demir", "Hossain", "Rahman", "Novák", "Horváth", "Popescu", "Kovačević",
)  # fmt: skip
DOUBLE_SHARE = 0.12  # of families: "García López", "Müller-Weber"
SLIP_SHARE = 0.02  # of people: a name typed wrongly once and never corrected


def given_name(dice: Random, sex: str) -> str:
    """A first name."""
    return dice.choice(WOMEN if sex == "female" else MEN)


def family_name(dice: Random) -> str:
    """A family name, sometimes a double one, sometimes with a slip."""
    name = dice.choice(FAMILIES)
    if dice.random() < DOUBLE_SHARE:
        name += dice.choice((" ", "-")) + dice.choice(FAMILIES)
    return slipped(dice, name) if dice.random() < SLIP_SHARE else name


def slipped(dice: Random, name: str) -> str:
    """The name with two neighbouring letters exchanged, one lost or one doubled."""
    place = dice.randrange(1, max(2, len(name) - 1))
    return dice.choice(
        (
            name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :] if len(name) > place else name,
            name[:place] + name[place + 1 :],
            name[:place] + name[place - 1] + name[place:],
        )
    )
