"""How long a recipient domain usually takes, from our queue to an outcome."""

from sqlalchemy.orm import Mapped, mapped_column

from console.models.base import Base


class UsualTime(Base):
    """Learned from what was decided. Times are in seconds; `domain_id` 0 stands for all domains together."""

    __tablename__ = "usual_time"

    domain_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    count: Mapped[int]  # how many decided messages it was learned from
    median: Mapped[int]
    nearly_all: Mapped[int]  # 95 % were decided within it
    longest: Mapped[int]
