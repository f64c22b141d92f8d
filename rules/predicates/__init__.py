"""The vocabulary of protocols: one predicate for each kind of question, by the name that a protocol file uses."""

from __future__ import annotations

from collections.abc import Mapping

from rules.predicates.activity import Functional, LatestState, StillActive
from rules.predicates.allergies import AllergicTo
from rules.predicates.base import Predicate
from rules.predicates.conditions import Has
from rules.predicates.exposures import Received
from rules.predicates.infections import TreatedInfection
from rules.predicates.measured import Measured
from rules.predicates.open import ToDo
from rules.predicates.people import Age, LeftToPerson, Sex, Stated
from rules.predicates.recorded import Classified, Recorded
from rules.predicates.recovery import NotRecovered
from rules.predicates.regimen import Combined
from rules.predicates.stability import StableDose
from rules.predicates.taking import DailyDose, Treated

PREDICATES: Mapping[str, type[Predicate]] = {
    "age": Age,
    "allergic_to": AllergicTo,
    "classified": Classified,
    "combined": Combined,
    "daily_dose": DailyDose,
    "functional_class": Functional,
    "has": Has,
    "latest_state": LatestState,
    "left_to_person": LeftToPerson,
    "measurement": Measured,
    "not_recovered": NotRecovered,
    "received": Received,
    "recorded": Recorded,
    "sex": Sex,
    "stable_dose": StableDose,
    "stated": Stated,
    "still_active": StillActive,
    "to_do": ToDo,
    "treated": Treated,
    "treated_infection": TreatedInfection,
}
