"""Work that happens later: tasks with retries, work by the clock, rows that come due.

    @jobs.task(retries=5)
    def send_invitation(invitation_id: str) -> None: ...

    send_invitation.enqueue(str(invitation.id))     # inside an action: leaves with it, or not at all

    @jobs.every(timedelta(minutes=1))
    def remind() -> None:
        for row in jobs.claim_due(Reminder.objects.unsent()):
            actions.send(row)

`docs/jobs.md` says what is promised when a worker is killed in the middle.
"""

from .due import claim_due
from .periods import every
from .tasks import task

__all__ = ["claim_due", "every", "task"]
