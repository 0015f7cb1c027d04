"""`FactStore`: the one door to what is kept. Each method is one transaction; the work is in the modules beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, delete, insert, select, text

from canonical.report import CheckStatus, Evidence, Fact, Mention, Report, ReportHeader
from factstore import conversations, corrections, embeddings, keywords
from factstore.database import adding, glanced, open_engine, place, reading, writing
from factstore.explaining import Explained, explained
from factstore.figures import Cells, read_cells
from factstore.loading import load_files
from factstore.reading import (
    read_checks,
    read_document,
    read_evidence,
    read_facts,
    read_headers,
    read_passages,
    read_passages_of_section,
    read_report,
)
from factstore.records import (
    Conversation,
    Correction,
    EmbeddingCount,
    StoredCheck,
    StoredCorrection,
    StoredDocument,
    StoredPassage,
    StoredPlan,
    Turn,
    Written,
)
from factstore.revisions import FIGURES_NOW, TEXTS, revision
from factstore.rows import Passage
from factstore.scope import EVERYTHING, Scope
from factstore.tables import meta
from factstore.told import Standing, read_cells_with, read_mentions, read_standing
from factstore.writing import File, write_reports


class FactStore:
    """The store at one database address. Any number of processes and threads may use it at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """A store, its folder made and its schema brought up to date. Raises StoreError."""
        return cls(open_engine(url))

    def __enter__(self) -> Self:
        """The store itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Closes its connections."""
        self.close()

    def close(self) -> None:
        """Closes all connections."""
        self._engine.dispose()

    # -- what goes in

    def write(
        self, report: Report, passages: Sequence[Passage] = (), *, replace: bool = False, size: int | None = None
    ) -> Written:
        """As `write_file`, for a file that is one report."""
        return self.write_file(((report, passages),), replace=replace, size=size)

    def write_file(self, reports: File, *, replace: bool = False, size: int | None = None) -> Written:
        """What became of a file's reports: "added", "unchanged" (the file is known), or "updated".

        One transaction: the document, everything read from it, the keyword index, and what its bodies' other reports
        have to do with it. The first report has the id of the file, the others that id with "-2", "-3", … With
        `replace`, a known file is written again if anything in it is read differently now. `size` is the file's, in
        bytes. Corrections of the file are applied to what is written.
        """
        with writing(self._engine) as connection:
            return write_reports(connection, reports, replace=replace, size=size)

    def load(self, files: Iterable[File]) -> int:
        """How many of many files were added; known ones stay as they are.

        One transaction, with the outcome of `write_file` for one after the other.
        """
        with writing(self._engine) as connection:
            return load_files(connection, files)

    def correct(self, report_id: str, correction: Correction) -> StoredCorrection:
        """The correction as stored; the report's facts and checks, and those of its body's years, follow it.

        One transaction. Raises UnusableRequestError where report or field are unknown or value and status contradict.
        """
        with writing(self._engine) as connection:
            return corrections.correct(connection, report_id, correction)

    def undo_correction(self, report_id: str, field: str) -> StoredCorrection:
        """The correction that was taken back, with the fact as it is used now. Raises UnusableRequestError."""
        with writing(self._engine) as connection:
            return corrections.undo(connection, report_id, field)

    def set_setting(self, key: str, value: str) -> None:
        """Keeps a value under a name."""
        with writing(self._engine) as connection:
            connection.execute(delete(meta).where(meta.c.key == key))
            connection.execute(insert(meta).values(key=key, value=value))

    # -- what comes out

    def setting(self, key: str) -> str | None:
        """The value kept under a name, or None."""
        with reading(self._engine) as connection:
            return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar()

    def revision(self) -> int:
        """A number that is another one after every change of reports, facts or checks."""
        return int(glanced(self._engine, FIGURES_NOW) or 0)

    def document(self, sha256: str) -> StoredDocument | None:
        """The stored file with this content, or None."""
        with reading(self._engine) as connection:
            return read_document(connection, sha256)

    def headers(self, scope: Scope = EVERYTHING, *, preferred_only: bool = True) -> tuple[ReportHeader, ...]:
        """The reports within the scope, by agency and year; of several files of one body and year the best."""
        with reading(self._engine) as connection:
            return read_headers(connection, scope, preferred_only=preferred_only)

    def header(self, report_id: str) -> ReportHeader | None:
        """One report's header, or None."""
        return next(iter(self.headers(Scope(report_ids=(report_id,)), preferred_only=False)), None)

    def report(self, report_id: str) -> Report | None:
        """One report, corrected, with the checks against the year before at the end of its checks; or None."""
        with reading(self._engine) as connection:
            return read_report(connection, report_id)

    def facts(self, report_ids: Sequence[str], fields: Sequence[str] | None = None) -> dict[str, dict[str, Fact]]:
        """Report id → field → fact; `fields` None means every field. Ids that are not stored are left out."""
        with reading(self._engine) as connection:
            return read_facts(connection, report_ids, fields)

    def cells(self, scope: Scope, fields: Sequence[str]) -> Cells:
        """The reports within the scope, their cells in some fields without evidence, and which are in failed checks."""
        with reading(self._engine) as connection:
            return read_cells(connection, scope, fields)

    def evidence(self, cells: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Evidence]:
        """(Report id, field) → where it is printed, for those that are."""
        with reading(self._engine) as connection:
            return read_evidence(connection, cells)

    def corrections(self, report_ids: Sequence[str] | None = None) -> tuple[StoredCorrection, ...]:
        """The corrections of some reports or all, by report and field, with what was read."""
        with reading(self._engine) as connection:
            return corrections.read_corrections(connection, report_ids)

    def checks(
        self,
        scope: Scope = EVERYTHING,
        *,
        status: CheckStatus | None = None,
        preferred_only: bool = True,
        cited: bool = True,
    ) -> tuple[StoredCheck, ...]:
        """The outcomes of the rules within the scope, by agency and year, with where numbers are printed if `cited`."""
        with reading(self._engine) as connection:
            return read_checks(connection, scope, status=status, preferred_only=preferred_only, cited=cited)

    def passages(self, ids: Sequence[str]) -> tuple[StoredPassage, ...]:
        """The passages with these ids, in the order asked for."""
        with reading(self._engine) as connection:
            return read_passages(connection, ids)

    def passages_of_section(self, report_ids: Sequence[str], section: int) -> tuple[StoredPassage, ...]:
        """The narrative of one section of some reports, in the order of print."""
        with reading(self._engine) as connection:
            return read_passages_of_section(connection, report_ids, section)

    def search_keywords(self, query: str, scope: Scope | None = None, limit: int = 20) -> tuple[tuple[str, float], ...]:
        """Passage ids with their score (higher is better), best first, where one of the query's words stands.

        Words are separated by white space; each has to stand there letter for letter. Of several files of one body and
        year only the best is searched, unless the scope names reports.
        """
        scope = scope or EVERYTHING
        with reading(self._engine) as connection:
            return keywords.search(connection, query, scope, limit, preferred_only=scope.report_ids is None)

    def passages_with(self, words: Sequence[str], scope: Scope = EVERYTHING) -> tuple[Standing, ...]:
        """All narrative passages within the scope in which any of the words stands, in the order of print."""
        with reading(self._engine) as connection:
            return read_standing(connection, words, scope)

    def mentions_with(self, words: Sequence[str], scope: Scope = EVERYTHING) -> tuple[tuple[str, Mention], ...]:
        """Report id and mention of what narratives within the scope count, and no table, in a quote with such words."""
        with reading(self._engine) as connection:
            return read_mentions(connection, words, scope)

    def cells_with(self, status: str, report_ids: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Report id and field of all cells of some reports that have this status, in the order of print."""
        with reading(self._engine) as connection:
            return read_cells_with(connection, status, report_ids)

    # -- what was asked

    def save_plan(self, plan: StoredPlan) -> None:
        """Keeps a plan under its id; one that is there already stays as it was first asked."""
        with adding(self._engine) as connection:
            conversations.save_plan(connection, plan)

    def plan(self, plan_id: str) -> StoredPlan | None:
        """The plan with this id, or None."""
        with reading(self._engine) as connection:
            return conversations.read_plan(connection, plan_id)

    def save_conversation(self, conversation: Conversation) -> None:
        """Keeps a new conversation without turns."""
        with writing(self._engine) as connection:
            conversations.save_conversation(connection, conversation)

    def add_turn(self, conversation_id: str, turn: Turn) -> int | None:
        """The number of the turn in its conversation, from 1; None if the conversation is gone."""
        with writing(self._engine) as connection:
            return conversations.add_turn(connection, conversation_id, turn)

    def conversations(self, limit: int, offset: int = 0) -> tuple[int, tuple[Conversation, ...]]:
        """How many conversations there are, and some of them, the one gone on with last first."""
        with reading(self._engine) as connection:
            return conversations.read_conversations(connection, limit, offset)

    def conversation(self, conversation_id: str) -> Conversation | None:
        """One conversation, or None."""
        with reading(self._engine) as connection:
            return conversations.read_conversation(connection, conversation_id)

    def turns(self, conversation_id: str, last: int | None = None) -> tuple[Turn, ...]:
        """The turns of a conversation in order: all, or the last few."""
        with reading(self._engine) as connection:
            return conversations.read_turns(connection, conversation_id, last)

    def delete_conversation(self, conversation_id: str) -> None:
        """Forgets a conversation and its turns; the plans of its answers stay."""
        with writing(self._engine) as connection:
            conversations.delete_conversation(connection, conversation_id)

    # -- for the vector index (the port `vectorstore.ports.PassageStore`)

    def text_revision(self) -> int:
        """A number that is another one after every change of passages or embeddings."""
        with reading(self._engine) as connection:
            return revision(connection, TEXTS)

    def count_embeddings(self, model: str) -> EmbeddingCount:
        """How many distinct narrative texts have an embedding of this model, and how many there are."""
        with reading(self._engine) as connection:
            return embeddings.count(connection, model)

    def count_embedded_texts(self, model: str, scope: Scope | None = None) -> int:
        """How many distinct texts with an embedding stand in the reports within the scope."""
        with reading(self._engine) as connection:
            return embeddings.count_in_scope(connection, model, scope)

    def texts_without_embedding(self, model: str, limit: int) -> tuple[tuple[str, str], ...]:
        """Hash and text of up to `limit` distinct narrative texts that still have no embedding."""
        with reading(self._engine) as connection:
            return embeddings.without_embedding(connection, model, limit)

    def save_embeddings(self, model: str, vectors: Mapping[str, bytes]) -> None:
        """Keeps embeddings (text hash → float32 bytes) in one transaction; those there already stay."""
        with writing(self._engine) as connection:
            embeddings.save(connection, model, vectors)

    def embedded_texts(self, model: str) -> tuple[str, ...]:
        """The hashes of all embedded texts that stand in a stored report, in order."""
        with reading(self._engine) as connection:
            return embeddings.in_use(connection, model)

    def vectors(self, model: str, hashes: Sequence[str]) -> dict[str, bytes]:
        """Text hash → embedding."""
        with reading(self._engine) as connection:
            return embeddings.vectors_of(connection, model, hashes)

    def vectors_in_scope(self, model: str, scope: Scope | None = None) -> dict[str, bytes]:
        """Text hash → embedding, for every embedded text within the scope."""
        with reading(self._engine) as connection:
            return embeddings.vectors_in_scope(connection, model, scope)

    def embedded_passages(self, hashes: Sequence[str], scope: Scope | None = None) -> tuple[tuple[str, str], ...]:
        """Passage id and text hash of the narrative passages within the scope that have one of these texts."""
        with reading(self._engine) as connection:
            return embeddings.passages_with(connection, hashes, scope)

    # -- for `nianbao doctor`

    def explain(self, work: Callable[[], object]) -> tuple[Explained, ...]:
        """The statements that some work with this store sends, and how SQLite runs them."""
        return explained(self._engine, work)

    def integrity(self) -> tuple[str, ...]:
        """What is wrong with the database, one sentence each; empty when it is sound."""
        with reading(self._engine) as connection:
            found: list[str] = []
            if self._engine.dialect.name == "sqlite":
                said = connection.execute(text("PRAGMA integrity_check")).scalars().all()
                found += [f"{place(self._engine)}: {line}" for line in said if line != "ok"]
                orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
                found += [f"{len(orphans)} rows point at reports that are gone"] if orphans else []
            return (*found, *keywords.problems(connection))

    def rebuild_keywords(self) -> None:
        """Makes the keyword index anew from the stored passages."""
        with writing(self._engine) as connection:
            keywords.rebuild(connection)
