"""One chart with as many measured values as wanted: wearables that write every few minutes, and years of laboratory."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from salus.app.demo.synthetic.measures import Measure, laboratory, rhythm, vitals

YEARS = 3
LABORATORY_SHARE = 0.05  # of all values; the rest comes from devices
# Shares of what devices measure: heart rate most of all, weight once in a while.
DEVICE_SHARES = {"8867-4": 0.4, "59408-5": 0.24, "9279-1": 0.16, "8480-6": 0.08, "8462-4": 0.08, "8310-5": 0.03}


def values(seed: int, count: int, first: int, now: datetime) -> Iterator[tuple[int, Measure, datetime, float, float]]:
    """The values from number `first` on of a series of so many: number, measure, time, usual level and noise."""
    dice = Random(seed)
    levels = {measure.code.code: measure.level(dice) for measure in (*laboratory(), *vitals())}
    number = 0
    for measure, amount in _amounts(count):
        step = timedelta(days=365 * YEARS) / max(amount, 1)
        for place in range(amount):
            if number >= first:
                at = now - step * place - timedelta(seconds=Random(seed + number).randrange(60))
                noise = Random(seed ^ number).gauss(0, 1)
                wave = rhythm(at.hour + at.minute / 60) if measure in vitals() else 0.0
                yield number, measure, at, levels[measure.code.code], noise + wave
            number += 1


def _amounts(count: int) -> Iterator[tuple[Measure, int]]:
    tests, signs = laboratory(), vitals()
    left = count
    for measure in signs[:-1]:
        amount = int(count * (1 - LABORATORY_SHARE) * DEVICE_SHARES[measure.code.code])
        left -= amount
        yield measure, amount
    others = (*tests, signs[-1])
    for place, measure in enumerate(others):
        amount = left // (len(others) - place)
        left -= amount
        yield measure, amount
