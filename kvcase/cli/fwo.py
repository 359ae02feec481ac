"""`kvcase case appraisal` and `kvcase fwo`: the appraisal, the reports, and what the FWO sees."""

from collections.abc import Sequence
from uuid import UUID

import click

from api import access
from domain.collaboration import appraisal, decider, spine
from domain.errors import NotFoundError, NotPermittedError, RuleRefusedError
from domain.fwo_report import commands as report_commands
from domain.fwo_report import decider as fwo_report
from domain.fwo_report import prefill
from domain.fwo_report.events import ReportOpened, ReportSubmitted
from domain.fwo_report.findings import Finding, Section
from domain.values import Recorded
from kvcase.cli import common
from kvcase.cli.cases import case
from kvcase.cli.common import (
    actor_of,
    as_of_option,
    case_id_of,
    json_option,
    key_option,
    opened,
    reader_of,
    reading_of,
    say_moment,
    show_lines,
    show_outcome,
    tell,
)
from kvcase.reporting.prefill import markdown
from projections.fwo_reports import ReportRow


@case.command("appraisal")
@click.argument("reference")
@as_of_option
@key_option
@json_option
def case_appraisal(reference: str, as_of: str | None, key: str, as_json: bool) -> None:
    """Show every appraisal of a case, and which answer flipped its class."""
    with opened() as program:
        actor = reader_of(program, key)
        case_id = case_id_of(program, actor, reference)
        reading = reading_of(program, actor, as_of, decider.AGGREGATE, case_id)
        recorded = reading.history(decider.AGGREGATE, case_id, actor)
        known = program.facts.questionnaires.values()
        if not access.may_read_personal_texts(actor):
            recorded = program.logs.log(actor.institution).read(case_id, len(recorded), reveal=False)
    found = appraisal.history(recorded, known)
    if as_json:
        tell(reading, found)
        return
    say_moment(reading)
    if not found:
        click.echo("no appraisal was recorded")
    for each in found:
        because = f", because of {', '.join(each.causes)}" if each.causes else ""
        click.echo(f"{each.at:%Y-%m-%d}  {each.questionnaire} {each.version}  {each.outcome}{because}")
        for change in each.changes:
            mark = "  <- flipped the class" if change.flips else ""
            click.echo(f"    {change.question}: {change.before or '-'} -> {change.after or '-'}{mark}")


@click.group()
def fwo() -> None:
    """The FWO: questionnaires, reports, and the portfolio of what it funds."""


@fwo.command("questionnaires")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl")
def questionnaires(language: str) -> None:
    """Print the questionnaires that `answer-appraisal` takes, with what each answer may be and why it is asked."""
    with opened() as program:
        found = tuple(program.facts.questionnaires.values())
    for form in found:
        click.echo(f"{form.questionnaire_id} {form.version} ({form.owner})\n  {getattr(form.notice, language)}")
        for each in form.questions:
            only = f" [{each.shown_if.question} = {' / '.join(each.shown_if.words)}]" if each.shown_if else ""
            click.echo(f"  {each.question_id}: {getattr(each.label, language)}{only}")
            click.echo(f"      {' / '.join(each.answers) or '…'}; {getattr(each.reason, language)}")


@fwo.group("report")
def report() -> None:
    """Reports to the FWO on the cases that it funds."""


@report.command("list")
@click.argument("reference", required=False)
@as_of_option
@key_option
@json_option
def list_reports(reference: str | None, as_of: str | None, key: str, as_json: bool) -> None:
    """List the reports of a case, or all of your institution: where each stands and when it is due."""
    with opened() as program:
        actor = reader_of(program, key)
        case_id = case_id_of(program, actor, reference) if reference else None
        reading = reading_of(program, actor, as_of, decider.AGGREGATE if case_id else None, case_id)
        rows = [row for row in reading.queries(actor).reports(case_id) if reading.may_know(row.case_id, actor)]
        common.saw(rows)
    if as_json:
        tell(reading, rows)
        return
    say_moment(reading)
    show_lines(_line(row) for row in rows)


@report.command("prefill")
@click.argument("reference")
@click.option("--report", "report_id", type=click.UUID, help="What this report kept when it was opened or submitted.")
@click.option("--language", type=click.Choice(["nl", "en"]), default="nl")
@as_of_option
@key_option
@json_option
def report_prefill(
    reference: str, report_id: UUID | None, language: str, as_of: str | None, key: str, as_json: bool
) -> None:
    """Print what the history of a case says for its report: now, or as a report kept it then."""
    with opened() as program:
        actor = reader_of(program, key)
        if access.reads_only_own_cases(actor):
            # G21: what a report gathers names hits and lists.
            raise NotPermittedError("fwo report prefill", tuple(sorted(access.OFFICES)), "G21")
        case_id = case_id_of(program, actor, reference)
        reading = reading_of(program, actor, as_of, decider.AGGREGATE, case_id)
        history = reading.history(decider.AGGREGATE, case_id, actor)
        row = reading.case(case_id, actor)
        if row.funder_owner != spine.FWO:
            reason = f"the FWO does not fund {row.reference}; it asks no report"
            raise RuleRefusedError("O11", "[004] FWO-beleid; [000] interim and ex-post reports", reason)
        version, findings = len(history), prefill.of(history)
        if report_id is not None:
            version, findings = _kept(reading.history(fwo_report.AGGREGATE, report_id, actor), case_id)
        queries = reading.queries(actor)
        ids = {each.subject for each in findings if each.section is Section.PARTNER}
        parties = [queries.party(UUID(each)) for each in sorted(ids)]
    if as_json:
        tell(reading, {"case_version": version, "findings": findings})
        return
    say_moment(reading)
    names = {str(each.party_id): each.name for each in parties if each is not None}
    click.echo(markdown(findings, row.reference, version, names, language))


@report.command("do")
@click.argument("report_id", type=click.UUID)
@click.argument("command_name")
@click.argument("body", default="{}")
@key_option
def report_do(report_id: UUID, command_name: str, body: str, key: str) -> None:
    """Give a report a command: kvcase fwo report do ID submit '{"has_breaches": false}'."""
    spec = common.spec_of(report_commands.COMMANDS, command_name, may_open=True)
    values = {**common.parsed_json(body), "report_id": str(report_id)}
    with opened() as program:
        actor = actor_of(program, key)
        command = common.command_from(spec.type, values)
        common.refuse_unknown(program, actor, fwo_report.AGGREGATE, spec, report_id)
        outcome = program.service(command, actor=actor)
    show_outcome(outcome)


def _line(row: ReportRow) -> str:
    breaches = ", ".join(f"{kind} {count}" for kind, count in row.breaches.items()) or "no breach"
    return f"{row.report_id}  {row.kind:<8} {row.status:<9} due {row.due_on}  {breaches}"


def _kept(recorded: Sequence[Recorded], case_id: UUID) -> tuple[int, tuple[Finding, ...]]:
    """Return (version of the case, findings) that a report kept last. Raises `NotFoundError` for another case's."""
    opened_by = recorded[0].event
    if not isinstance(opened_by, ReportOpened) or opened_by.case_id != case_id:
        raise NotFoundError("report of this case", recorded[0].stream_id)
    last = [each.event for each in recorded if isinstance(each.event, ReportOpened | ReportSubmitted)][-1]
    return last.case_version, last.findings


COMMANDS = (fwo,)
