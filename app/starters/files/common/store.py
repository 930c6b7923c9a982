"""What is kept, in SQLite; another database is another address."""

from typing import Any

from sqlalchemy import JSON, Engine, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column

from << at >>.models import Delivery, << Out >>

LONGEST_LIST = 100
LARGEST_ID = 2**63 - 1
"""SQLite has no larger number, and refuses to look for one."""


class Base(MappedAsDataclass, DeclarativeBase):
    """The tables of this service."""


class << Row >>(Base):
    """One << thing >>, with what it was made from."""

    __tablename__ = "<< things >>"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    delivery: Mapped[dict[str, Any]] = mapped_column(JSON)
    << figure >>: Mapped[int]


def open_database(url: str) -> Engine:
    """The database at that address, with its tables."""
    engine = create_engine(url)
    Base.metadata.create_all(engine)
    return engine


def keep(session: Session, delivery: Delivery, << figure >>: int) -> << Out >>:
    """Keeps a << thing >> and gives it its number."""
    row = << Row >>(delivery=delivery.model_dump(mode="json"), << figure >>=<< figure >>)
    session.add(row)
    session.flush()
    return _told(row)


def find(session: Session, number: int) -> << Out >> | None:
    """The << thing >> of that number."""
    row = _row(session, number)
    return _told(row) if row else None


def latest(session: Session, most: int = LONGEST_LIST) -> list[<< Out >>]:
    """The last << things >>, the newest first."""
    rows = session.scalars(select(<< Row >>).order_by(<< Row >>.id.desc()).limit(most))
    return [_told(row) for row in rows]


def remove(session: Session, number: int) -> bool:
    """Whether there was one of that number; now there is none."""
    row = _row(session, number)
    if row:
        session.delete(row)
    return row is not None


def _row(session: Session, number: int) -> << Row >> | None:
    return session.get(<< Row >>, number) if 0 < number <= LARGEST_ID else None


def _told(row: << Row >>) -> << Out >>:
    delivery = Delivery.model_validate(row.delivery)
    return << Out >>(id=row.id, delivery=delivery, << figure >>=row.<< figure >>)
