"""A language model as resolver of open questions: what to ask, the talks, and what they come to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from threading import Event
from typing import TypeVar

from pydantic import BaseModel

from canonical.report import Accepted, Evidence, Fact, Mention, Problem, Refused, Usage
from extraction.asking.answers import IdentityAnswer, MentionAnswers, PictureAnswers, ProblemAnswers, TableAnswer
from extraction.asking.counts import Told
from extraction.asking.identity import Identified, IdentityAsk, identity_ask, identity_request, judge_identity
from extraction.asking.judging import Judged, judge, situation_of
from extraction.asking.narrative import (
    SectionLine,
    judge_mentions,
    judge_problems,
    mention_request,
    problem_lines,
    problem_request,
    told_numbers,
)
from extraction.asking.pictures import PictureAsk, Seen, Sheets, judge_pictures, picture_asks, picture_request
from extraction.asking.questions import TableAsk, table_asks
from extraction.asking.room import Room, rooms
from extraction.asking.rounds import Rejected, Taken, converse
from extraction.asking.wording import request_of
from extraction.open_questions import Findings, Resolution
from extraction.report_flags import Note
from extraction.unplaced import count_digits
from llm.model import Model, Request

State = TypeVar("State")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Everything that a report is asked about, each part with its request."""

    tables: tuple[tuple[TableAsk, Request], ...] = ()
    pictures: tuple[tuple[PictureAsk, Request], ...] = ()
    identity: tuple[IdentityAsk, Request] | None = None
    mentions: tuple[tuple[Told, ...], Request] | None = None
    problems: tuple[tuple[SectionLine, ...], Request] | None = None
    rooms: Mapping[str, Room] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ModelResolver:
    """Answers open questions with a language model.

    narrative   also asks for counted things, problems and measures; reports without tables are asked for them always
    sheets      shows printed cells on pictures, for models that see; without it no picture is shown
    cancelled   ends all talks once it is set
    """

    model: Model
    _: KW_ONLY
    narrative: bool = False
    sheets: Sheets | None = None
    cancelled: Event | None = None

    def plan(self, findings: Findings) -> Plan:
        """What would be asked; nothing of a report whose text could settle nothing more."""
        room = rooms(findings.report.facts, findings.equations)
        pictures = picture_asks(findings, room, self.sheets) if self.sheets else ()
        identity = identity_ask(findings)
        told = self.narrative or not findings.readings
        mentions, problems = (told_numbers(findings), problem_lines(findings)) if told else ((), ())
        return Plan(
            tables=tuple((ask, request_of(ask)) for ask in table_asks(findings)),
            pictures=tuple((ask, picture_request(ask)) for ask in pictures),
            identity=(identity, identity_request(identity)) if identity else None,
            mentions=(mentions, mention_request(mentions)) if mentions else None,
            problems=(problems, problem_request(problems)) if problems else None,
            rooms=room,
        )

    def resolve(self, findings: Findings) -> Resolution:
        """What the model's answers come to, each behind all guards; what is refused leaves everything as it was."""
        return _Talks(self, findings, self.plan(findings)).resolution()


class _Talks:
    """The talks about one report; once the model is gone, no more are begun."""

    def __init__(self, resolver: ModelResolver, findings: Findings, plan: Plan) -> None:
        self.resolver, self.findings, self.plan = resolver, findings, plan
        self.name, self.is_over = resolver.model.name, False
        self.accepted: list[Accepted] = []
        self.placed: Counter[int] = Counter()
        self.refused: list[Refused] = []
        self.usage: list[Usage] = []

    def resolution(self) -> Resolution:
        facts = self._of_pictures(self._of_tables(self.findings.report.facts))
        who = self._of_identity()
        mentions, problems = self._of_mentions(), self._of_problems()
        before = self.findings.report.facts
        return Resolution(
            facts={name: fact for name, fact in facts.items() if fact != before[name]},
            agency=who.agency,
            year=who.year,
            notes=tuple(_notes(who)),
            mentions=mentions,
            problems=problems,
            accepted=tuple(self.accepted),
            refused=tuple(self.refused),
            usage=_sum(self.usage),
            placed=self.placed,
        )

    def _of_tables(self, facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
        for ask, request in self.plan.tables:
            judged = Judged(situation=situation_of(ask, self.findings, facts, self.plan.rooms))
            judged = self._talk(request, judged, _judge_cells)
            self._accept(judged.taken, request)
            facts = judged.situation.facts
        return facts

    def _of_pictures(self, facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
        for ask, request in self.plan.pictures:

            def judged(answer: BaseModel, seen: Seen, ask: PictureAsk = ask) -> tuple[Seen, Sequence[Rejected]]:
                assert isinstance(answer, PictureAnswers)
                return judge_pictures(answer, seen, ask)

            seen = self._talk(request, Seen(facts=facts), judged)
            self._accept(seen.taken, request)
            facts = seen.facts
        return facts

    def _of_identity(self) -> Identified:
        if self.plan.identity is None:
            return Identified()
        ask, request = self.plan.identity

        def judged(answer: BaseModel, found: Identified) -> tuple[Identified, Sequence[Rejected]]:
            assert isinstance(answer, IdentityAnswer)
            return judge_identity(answer, found, ask)

        found = self._talk(request, Identified(), judged)
        self._accept(found.taken, request)
        return found

    def _of_mentions(self) -> tuple[Mention, ...]:
        if self.plan.mentions is None:
            return ()
        numbers, request = self.plan.mentions

        def judged(answer: BaseModel, found: tuple[Mention, ...]) -> tuple[tuple[Mention, ...], Sequence[Rejected]]:
            assert isinstance(answer, MentionAnswers)
            return judge_mentions(answer, found, numbers)

        return self._talk(request, (), judged)

    def _of_problems(self) -> tuple[Problem, ...]:
        if self.plan.problems is None:
            return ()
        lines, request = self.plan.problems

        def judged(answer: BaseModel, found: tuple[Problem, ...]) -> tuple[tuple[Problem, ...], Sequence[Rejected]]:
            assert isinstance(answer, ProblemAnswers)
            return judge_problems(answer, found, lines)

        return self._talk(request, (), judged)

    def _talk(
        self, request: Request, state: State, judge: Callable[[BaseModel, State], tuple[State, Sequence[Rejected]]]
    ) -> State:
        if self.is_over:
            return state
        talk = converse(self.resolver.model, request, state, judge, cancelled=self.resolver.cancelled)
        self.name, self.is_over = talk.model, talk.is_over
        self.refused.extend(talk.refused)
        self.usage.append(talk.usage)
        return talk.state

    def _accept(self, taken: Sequence[Taken], request: Request) -> None:
        self.accepted.extend(_accepted(each, request, self.name) for each in taken)
        for each in taken:
            if each.line and each.number and each.number.cell is not None:
                self.placed[each.number.cell] += count_digits(each.line.text[each.number.start : each.number.end])


def _judge_cells(answer: BaseModel, judged: Judged) -> tuple[Judged, Sequence[Rejected]]:
    """The state behind a reply about a table; what an earlier one was refused for is told no more."""
    assert isinstance(answer, TableAnswer)
    after = judge(answer, judged)
    return after, after.rejected


def _accepted(taken: Taken, request: Request, model: str) -> Accepted:
    line, span = taken.line, taken.span
    return Accepted(
        about=taken.about,
        value=taken.value,
        quote=line.text[span.start : span.end] if line else "",
        start=span.start,
        end=span.end,
        evidence=line.evidence() if line else Evidence(),
        prompt=request.prompt,
        digest=request.digest,
        model=model,
    )


def _notes(who: Identified) -> Iterator[Note]:
    if who.agency is not None:
        yield Note(id="agency_from_model", about=who.agency.name)
    if who.year is not None:
        yield Note(id="year_from_model", about=str(who.year))


def _sum(usage: Sequence[Usage]) -> Usage:
    return Usage(
        llm_calls=sum(each.llm_calls for each in usage),
        prompt_tokens=sum(each.prompt_tokens for each in usage),
        completion_tokens=sum(each.completion_tokens for each in usage),
        cost_usd=sum(each.cost_usd for each in usage),
    )
