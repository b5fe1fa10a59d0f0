"""Settles the status of an event, and the stage of a transfer, by what speaks for each."""

from __future__ import annotations

from typing import Any

from defevents.learned.decisions import NONE

__all__ = ["settle"]


def settle(event: dict[str, Any]) -> None:
    """Set the `status` and `stage` of an event by what speaks for each of its `statuses` and `stages`."""
    statuses, stages = event["statuses"], event["stages"]
    event["status"] = max(statuses, key=statuses.__getitem__)
    stage = max(stages, key=stages.__getitem__, default=NONE)
    event["stage"] = _fitting_stage(None if stage == NONE else stage, event["status"])


def _fitting_stage(stage: str | None, status: str) -> str | None:
    """Stage of a transfer as far as its status lets it be: what is only planned has not been delivered."""
    if stage == "delivered" and status == "ongoing":
        return "delivering"
    if stage in ("delivered", "delivering") and status not in ("occurred", "ongoing"):
        return None
    return None if stage == "signed" and status == "possible" else stage
