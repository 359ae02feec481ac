"""Documents of cases with what they hold: kept before they are named, and read by who may know of them."""

from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

from domain import permission, text
from domain.collaboration import decider, support
from domain.collaboration.table import COMMANDS
from domain.erasure import decider as erasure
from domain.errors import NotFoundError, StaleVersionError, UnusableInputError
from domain.ports import KeptContent, Outcome, Upload
from domain.values import Actor, CaseId
from kvcase import blob_types
from kvcase import clock as system
from kvcase.blobs import Blobs
from kvcase.service import Service
from kvcase.store.errors import SubjectErasedError
from kvcase.store.logs import Logs


class Documents:
    """The port `Blobs` of the domain, over the files and the log."""

    def __init__(self, blobs: Blobs, logs: Logs, service: Service) -> None:
        self._blobs = blobs
        self._logs = logs
        self._service = service

    @property
    def max_bytes(self) -> int:
        """Return how many bytes a document may have."""
        return self._blobs.max_bytes

    def media_type(self, file_name: str) -> str:
        """Return the type of a document by the ending of its name. Raises `UnusableInputError` for one of none."""
        return blob_types.by_name(file_name)

    def attach(
        self,
        upload: Upload,
        chunks: Iterable[bytes],
        *,
        actor: Actor,
        expected_version: int | None = None,
        command_id: UUID | None = None,
    ) -> Outcome:
        """Keep a content, and then attach its document to the case; the same request again gets the first answer.

        What can be refused without the bytes is refused before they are read. Raises `DomainError`, and
        `StoreUnavailableError` when the disk is full or refuses.
        """
        permission.acting_role(COMMANDS["attach-document"], actor)
        slug = actor.institution
        history = self._logs.log(slug).read(upload.case_id, reveal=False)
        if not history or not isinstance(history[0].event, decider.AGGREGATE.events):
            raise NotFoundError(decider.AGGREGATE.name, upload.case_id)
        is_again = command_id is not None and self._service.is_done(slug, command_id)
        if not is_again and expected_version is not None and expected_version != len(history):
            raise StaleVersionError(expected_version, len(history))
        kind = blob_types.of(upload.media_type, upload.file_name)
        title = text.required(upload.title or upload.file_name, "title", text.MAX_TITLE)
        text.refuse_unusable(title, "title")
        support.kept_here(upload.marking)
        if upload.size > self.max_bytes:
            raise UnusableInputError("content", f"has {upload.size:,} bytes", f"at most {self.max_bytes:,}")
        try:
            with self._blobs.keeping(slug, upload.case_id, upload.persons, kind, chunks) as kept:
                command = support.AttachDocument(
                    CaseId(upload.case_id), upload.document_id, kept.sha256, title, upload.marking, upload.persons
                )
                return self._service.execute(
                    command,
                    actor=actor,
                    expected_version=expected_version,
                    command_id=command_id or system.new_id(),
                    within=lambda _: self._blobs.note(upload.case_id, upload.document_id, kept),
                )
        except SubjectErasedError as gone:
            raise erasure.refused_after(gone.subject) from None

    def kept(self, case_id: UUID, *, actor: Actor) -> Mapping[UUID, KeptContent]:
        """Return of which documents of a case the content is kept here."""
        found = self._blobs.of_case(actor.institution, case_id)
        return {
            document_id: KeptContent(each.media_type, blob_types.TYPES[each.media_type].endings[0], each.size)
            for document_id, each in found.items()
        }

    def content(self, case_id: UUID, document_id: UUID, sha256: str, *, actor: Actor) -> Iterator[bytes] | None:
        """Return a content in pieces, once it is found to be as it was sent; `None` where none is kept, or no more.

        Raises `DamagedBlobError`.
        """
        kept = self._blobs.of_case(actor.institution, case_id).get(document_id)
        return None if kept is None else self._blobs.read(actor.institution, case_id, kept, sha256)

    def sweep(self, slug: str) -> int:
        """Remove what uploads that came to nothing left at an institution; return how many files."""
        log = self._logs.log(slug)
        return self._blobs.sweep(slug, lambda case_id: bool(log.read(case_id, 1, reveal=False)))
