"""A sending number keeps the rate its carrier allows, however many workers claim."""

from datetime import timedelta

from gateway.db import Database
from gateway.outbox.carry import Carrier
from tests.engine.test_outbox import NOW, Desk, claim


def test_a_sending_number_keeps_its_rate_however_many_workers_claim(db: Database) -> None:
    desk = Desk(db)
    rated = Carrier(desk.carrier.kind, desk.vendor.carry, rate=("+15005550100", 2.0))
    for number in range(30):
        desk.post(str(number))
    claimed_at = []
    for tick in range(100):  # 10 seconds, two claimers every 0.1 s
        at = NOW + timedelta(seconds=tick / 10)
        for worker in ("w1", "w2"):
            with db.transaction() as session:
                claimed_at += [tick / 10] * len(claim(session, desk, at, worker, {"note": rated}))

    assert len(claimed_at) == 20
    assert all(
        later - earlier >= 0.5 for earlier, later in zip(claimed_at, claimed_at[1:], strict=False)
    )
