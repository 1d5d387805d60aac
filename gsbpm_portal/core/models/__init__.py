"""The kernel's rows: audit, decisions, drafts, remarks, files, holidays, jobs, messages and form tokens."""

from gsbpm_portal.core.models.audit import AuditChain, AuditEntry, AuditKind
from gsbpm_portal.core.models.decisions import Comment, Contribution, Decision
from gsbpm_portal.core.models.drafts import Draft
from gsbpm_portal.core.models.files import FileState, StoredFile
from gsbpm_portal.core.models.holidays import Holiday
from gsbpm_portal.core.models.jobs import Job, JobLog, JobState, Tick
from gsbpm_portal.core.models.outbox import OutboxMessage
from gsbpm_portal.core.models.remarks import Remark, RemarkKind, RemarkReply
from gsbpm_portal.core.models.settings import OfficeSetting
from gsbpm_portal.core.models.tokens import SubmissionToken

__all__ = [
    "AuditChain",
    "AuditEntry",
    "AuditKind",
    "Comment",
    "Contribution",
    "Decision",
    "Draft",
    "FileState",
    "Holiday",
    "Job",
    "JobLog",
    "JobState",
    "OfficeSetting",
    "OutboxMessage",
    "Remark",
    "RemarkKind",
    "RemarkReply",
    "StoredFile",
    "SubmissionToken",
    "Tick",
]
