"""The name of an exercise is its trigger where no other word of the sentence is."""

from __future__ import annotations

import pytest

from defevents.extractor import Extractor
from defevents.records import Event


def exercises(extractor: Extractor, text: str) -> list[Event]:
    return [event for event in extractor.extract(text).events if event.type == "EXERCISE"]


@pytest.mark.parametrize(
    "text",
    [
        "RIMPAC 2024 ended off Hawaii on Friday with 40 ships.",
        "Exercise Talisman Sabre kicked off in Queensland with 30,000 troops from 13 nations.",
        "HMAS Anzac cracked a shaft and will miss RIMPAC 2024 off Hawaii.",
    ],
)
def test_a_name_alone_is_a_trigger_and_fills_the_role_of_the_name(extractor: Extractor, text: str) -> None:
    (event,) = exercises(extractor, text)
    (trigger,) = event.triggers
    (name,) = [argument for argument in event.arguments if argument.role == "name"]
    assert (trigger.start, trigger.end) == (name.start, name.end)


def test_a_name_beside_another_trigger_is_none(extractor: Extractor) -> None:
    (event,) = exercises(extractor, "Russia held the exercise Vostok 2022 in September.")
    assert [trigger.text for trigger in event.triggers] == ["exercise"]
    assert "name" in {argument.role for argument in event.arguments}


def test_a_name_that_nobody_knows_is_no_trigger_by_itself(extractor: Extractor) -> None:
    assert exercises(extractor, "The team won in Qualifier-1 and goes on to the final of the league.") == []
