"""The expressions of workflows: those that the examples use are evaluated, and all others refused rather than taken for something."""

from __future__ import annotations

import pytest
from playbook_support.expressions import Expressions

CONTEXTS = {"secrets": {"KEY": "a key"}, "steps": {"health": {"outcome": "failure", "outputs": {"tag": "v1"}}}}


def test_values_and_conditions() -> None:
    well, failed = Expressions(CONTEXTS, failed=False), Expressions(CONTEXTS, failed=True)
    assert well.fill("${{ secrets.KEY }} of ${{ steps.health.outputs.tag }}") == "a key of v1"
    rollback = "failure() && steps.health.outcome == 'failure'"
    assert (well.condition(rollback), failed.condition(rollback)) == (False, True)
    assert failed.condition("failure() && steps.health.outcome == 'skipped'") is False
    assert (well.condition("always()"), failed.condition("always()")) == (True, True)
    assert (well.condition(None), failed.condition(None)) == (True, False)
    assert failed.condition("steps.health.outcome == 'failure'") is False, "without a function of status, success() is meant as well"


@pytest.mark.parametrize("text", [
    "failure() || always()", "!failure()", "secrets.KEY != 'a'", "a.b == ", "&& always()", "(always())", "format('{0}', 1)", "cancelled()",
    "secrets.OTHER", "steps.deploy.outcome", "steps.health", "",
])  # fmt: skip
def test_what_is_not_known_fails(text: str) -> None:
    with pytest.raises((AssertionError, KeyError)):
        Expressions(CONTEXTS, failed=False).value(text)
