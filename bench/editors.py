"""Two doctors correct one entry at the same moment, again and again: one wins, the other hears of it, none is lost."""

from __future__ import annotations

import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import httpx

from bench.pipeline import patient_of
from bench.report import Row, at_least, at_most
from bench.system import System, running

RACES = 1_000
EDITORS = 2
BUSY_S = 1.0  # when told to come back without a word when


def rows(races: int = RACES) -> list[Row]:
    """Race, then compare what was acknowledged with what the history of the entry holds."""
    with running() as system, system.sign_in("patient") as patient:
        return _race(system, patient_of(patient), races)


def _race(system: System, patient: str, races: int) -> list[Row]:
    editors = [system.sign_in("doctor") for _ in range(EDITORS)]
    place = f"/api/v1/patients/{patient}/allergies"
    added = editors[0].post(place, json={"display": "Penicillin"})
    added.raise_for_status()
    entry, version = f"{place}/{added.json()['data']['id']}", int(added.json()["data"]["version"])
    first, start, answers, won = version, Barrier(EDITORS), Counter[str](), dict[int, str]()

    def edit(race: int, who: int) -> tuple[int, str, int]:
        words = f"Penicillin, as written by {who} in race {race}"
        start.wait()
        answer = _put(editors[who], entry, {"display": words, "version": version})
        number = int(answer.json()["data"]["version"]) if answer.status_code == 200 else 0
        return answer.status_code, words, number

    with ThreadPoolExecutor(EDITORS) as pool:
        for race in range(races):
            done = list(pool.map(edit, [race] * EDITORS, range(EDITORS)))
            answers[" and ".join(str(status) for status, _, _ in sorted(done))] += 1
            won.update({number: words for status, words, number in done if status == 200})
            version = max(version, *(number for _, _, number in done))
    history = editors[0].get(f"{entry}/history").json()["data"]["items"]
    kept = {each["version"]: each["content"]["display"] for each in history}
    lost = sum(kept.get(number) != words for number, words in won.items())
    seen = str(dict(answers))
    return [
        at_least("races of two editors: one 200, the other 409", answers["200 and 409"], races, "races", races, seen),
        at_most("acknowledged corrections lost", lost, 0, "corrections", len(won)),
        at_most("versions beyond one for each race", version - first - races, 0, "versions", races),
    ]


def _put(client: httpx.Client, place: str, body: dict[str, object]) -> httpx.Response:
    """Send it, and again when told to come back later: limits are part of the product."""
    while (answer := client.put(place, json=body)).status_code == 429:
        time.sleep(float(answer.headers.get("Retry-After", BUSY_S)))
    return answer
