"""The console's refusals; `trouble.py` says each of them in plain words."""


class Refusal(Exception):
    """Base of what the console refuses."""

    status = 403
    heading = "That is not possible"
    words = "Please go back and try again."


class NotSignedIn(Refusal):
    status = 401
    heading = "Please sign in"
    words = "Your sign-in has ended."

    def __init__(self, *, had_cookie: bool) -> None:
        super().__init__(self.words)
        self.had_cookie = had_cookie


class NotAllowed(Refusal):
    heading = "This part is not yours"

    def __init__(self, right: str) -> None:
        self.words = (
            f"Your role does not let you {right}. If you need it for your work, ask your operator."
        )
        super().__init__(self.words)


class Forged(Refusal):
    """The form's token is not this session's: an old tab, or another site's trick."""

    heading = "This page was open for too long"
    words = "Nothing was changed. Go back, load the page again, and repeat what you did."


class NotHere(Refusal):
    status = 404
    heading = "There is nothing here"
    words = "The link may be old or incomplete. Nothing is broken."


class NotNow(Refusal):
    """The request is understood, but the facts do not allow it; `words` says why."""

    status = 409
    heading = "That could not be done"

    def __init__(self, words: str) -> None:
        self.words = words
        super().__init__(words)
