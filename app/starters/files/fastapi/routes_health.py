"""Whether the service runs."""

from fastapi import APIRouter

router = APIRouter(include_in_schema=False)


@router.get("/health")
def health() -> dict[str, str]:
    """Says that the service runs."""
    return {"status": "ok"}
