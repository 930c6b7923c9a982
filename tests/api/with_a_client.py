"""What a program does that has a client which a generator made of our document.

It runs in the environment of the generator, where nothing of ours is: `python FILE ADDRESS KEY`.
"""

from __future__ import annotations

import json
import sys

from advisor_client import AuthenticatedClient, Client
from advisor_client.api.assessments import create_assessment
from advisor_client.api.comparisons import compare_versions
from advisor_client.api.evaluation import evaluate_answers
from advisor_client.api.exports import export_workspace
from advisor_client.api.shares import create_share, get_shared
from advisor_client.api.versions import create_version
from advisor_client.models import (
    ComparisonRequest,
    EvaluationRequest,
    EvaluationRequestAnswers,
    NewAssessment,
    NewAssessmentAnswers,
    ResultReference,
    SentChanges,
    SentChangesAnswersType0,
    ShareRequest,
)

NEW = {"situation": "new", "kind": "public_api", "load": "high"}
LATER = NEW | {"kind": "internal_tool"}


def main(address: str, key: str) -> None:
    """Evaluates, saves twice, shares, compares and exports; tells what came back."""
    anyone = Client(base_url=address, raise_on_unexpected_status=True)
    program = AuthenticatedClient(base_url=address, token=key, raise_on_unexpected_status=True)
    asked = EvaluationRequest(answers=EvaluationRequestAnswers.from_dict(NEW))
    evaluated = evaluate_answers.sync(client=anyone, body=asked)
    answers = NewAssessmentAnswers.from_dict(NEW)
    made = create_assessment.sync_detailed(
        client=program, body=NewAssessment(answers, title="By a client"), idempotency_key="one"
    )
    changes = SentChanges(answers=SentChangesAnswersType0.from_dict(LATER))
    second = create_version.sync(
        made.parsed.id, client=program, body=changes, if_match=made.headers["etag"]
    )
    share = create_share.sync(made.parsed.id, client=program, body=ShareRequest(version=1))
    shown = get_shared.sync(share.token, client=anyone)
    both = [ResultReference(made.parsed.id, version) for version in (1, second.version)]
    compared = compare_versions.sync(client=program, body=ComparisonRequest(both))
    exported = export_workspace.sync(client=program)
    told = {
        "exported": [[one.id, len(one.versions)] for one in exported.assessments],
        "evaluated": evaluated.result.label,
        "assessment": made.parsed.id,
        "shown": [shown.title, shown.result.label],
        "compared": [one.outcome.label for one in compared.results],
        "second": second.result.label,
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
