"""THE Celery task. It is told the id of a job and nothing else; everything that matters stands in the job's row."""

from celery import shared_task

from gsbpm_portal.core.jobs.broker import TASK_NAME


@shared_task(name=TASK_NAME, ignore_result=True, acks_late=True, reject_on_worker_lost=True)
def run_job(job_id: int) -> bool:
    """Run the job unless there is nothing to run; a second delivery of the same id does nothing."""
    from gsbpm_portal.core.jobs.worker import execute

    return execute(job_id)
