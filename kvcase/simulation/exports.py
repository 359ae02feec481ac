"""What export control does about a case with a listed item: the licence, from its request to its end."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.collaboration import legal
from domain.licence import commands
from domain.licence.words import Authority, LicenceKind, LicenceStatus, Modality
from domain.values import LicenceId, PartyId
from kvcase.simulation import phrases
from kvcase.simulation.obstacles import Desk


@dataclass
class Exports:
    """The licence of a case."""

    desk: Desk
    party_id: PartyId
    country: str
    valid_until: date | None = None

    @property
    def licence_id(self) -> LicenceId:
        """Return the id of the licence."""
        return LicenceId(self.desk.office.id(f"licence {self.desk.case_id}"))

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the listed items of the case."""
        return tuple(sorted(each.code for each in self.desk.office.case(self.desk.case_id).topic.control_codes))

    def licensed(self) -> None:
        """Ask for a licence and wait for the answer of the authority."""
        office, case_id, random = self.desk.office, self.desk.case_id, self.desk.office.random
        export, licence_id = self.desk.export, self.licence_id
        office.wait(1, 8)
        identified = legal.IdentifyLegalRequirement(
            case_id,
            office.id(f"requirement {case_id}"),
            legal.Requirement.EXPORT_LICENCE,
            f"Verordening (EU) 2021/821, bijlage I, {', '.join(self.codes)}",
            "Kennisoverdracht buiten de EU.",
        )
        office.act(export, identified)
        ways = (Modality.KNOWLEDGE, Modality.ONLINE)
        asked = (LicenceKind.INDIVIDUAL, self.codes, self.country, self.party_id, ways)
        office.act(export, legal.RequestExportLicence(case_id, licence_id, Authority.VL, *asked))
        office.wait(2, 12)
        papers = commands.ProvideDocument(licence_id, "end_user_certificate", "Ondertekend, zie dossier.")
        office.act(export, papers)
        office.act(export, commands.SubmitLicence(licence_id, office.today))
        if office.chance(0.3):
            office.wait(8, 20)
            office.act(export, commands.NoteInformationRequest(licence_id, office.today, "Wie is de eindgebruiker?"))
            office.wait(2, 8)
            answer = commands.AnswerInformationRequest(
                licence_id, office.today, "De partner zelf; zie het certificaat."
            )
            office.act(export, answer)
        office.wait(20, 70)
        if office.chance(0.1):
            office.act(export, commands.RefuseLicence(licence_id, "Het eindgebruik is niet aangetoond."))
            return
        # Many end in the weeks to come, so that the days before an end can be seen.
        soon = (office.clock.end.date() - office.today).days + random.randint(5, 80)
        days = soon if 200 < soon < 1_090 and office.chance(0.5) else random.choice((365, 730, 1_090))
        self.valid_until = office.today + timedelta(days=days)
        number = f"SIM-{office.today.year}-{random.randint(100, 999)}"
        office.act(export, commands.GrantLicence(licence_id, number, office.today, self.valid_until))

    def expired(self) -> None:
        """Let the program note that the licence came to its end, if it did."""
        office = self.desk.office
        known = office.case(self.desk.case_id).legal.licences.get(self.licence_id)
        is_over = self.valid_until is not None and self.valid_until < office.today
        if is_over and known is not None and known.status is LicenceStatus.GRANTED:
            office.act(office.program_actor, commands.ExpireLicence(self.licence_id))

    def shared(self, number: int) -> None:
        """Record a sharing with the partner: of a listed item under its licence, or of nothing that is listed."""
        office, desk = self.desk.office, self.desk
        is_licensed = self.valid_until is not None and self.valid_until > office.today
        codes = self.codes if is_licensed else ()
        why = None if codes else desk.say(phrases.NOT_LISTED)
        command = legal.RecordSharing(
            desk.case_id,
            office.id(f"share {desk.case_id} {number}"),
            self.party_id,
            self.country,
            Modality.KNOWLEDGE if codes else office.random.choice((Modality.KNOWLEDGE, Modality.ONLINE)),
            office.today,
            desk.say(phrases.SHARED),
            codes,
            why,
        )
        desk.get(desk.researcher, lambda: command)
