"""Outbox: what goes out, kept with the decision that caused it.

Other folders use `post` (`post_each` for many) and `withdraw`, and describe their letters with
`Kind`, `Moot`, `NotYet`.
The worker carries them with `carry`.
"""

from gateway.outbox.letters import Kind, Moot, NotYet
from gateway.outbox.post import LANES, post, post_each, withdraw
from gateway.outbox.tables import Letter, Sender

__all__ = ["LANES", "Kind", "Letter", "Moot", "NotYet", "Sender", "post", "post_each", "withdraw"]
