"""A small questionnaire, and two sets of answers to it."""

from domain.questionnaire import (
    AnswerKind,
    AppraisalOutcome,
    Domain,
    OutcomeRule,
    Question,
    Questionnaire,
    Said,
    Words,
)

FORM = Questionnaire(
    "sample",
    "1",
    "kvcase",
    Words("Voorbeeld", "Sample"),
    (
        Question("dual", Domain.TOPIC, AnswerKind.YES_NO_UNSURE, Words("Dual use?", "Dual use?"), Words("w", "w")),
        Question(
            "codes",
            Domain.TOPIC,
            AnswerKind.TEXT,
            Words("Welke?", "Which?"),
            Words("w", "w"),
            shown_if=Said("dual", ("yes",)),
        ),
        Question("where", Domain.COUNTRY, AnswerKind.CHOICE, Words("?", "?"), Words("w", "w"), ("eu", "outside")),
        Question("army", Domain.PARTNER, AnswerKind.YES_NO_UNSURE, Words("Leger?", "Army?"), Words("w", "w")),
    ),
    (
        OutcomeRule(
            "together",
            AppraisalOutcome.HIGH,
            ((Said("dual", ("yes",)),), (Said("army", ("yes",)), Said("where", ("outside",)))),
            Words("samen", "together"),
        ),
        OutcomeRule(
            "one",
            AppraisalOutcome.MODERATE,
            ((Said("dual", ("yes", "unsure")), Said("army", ("yes", "unsure"))),),
            Words("een", "one"),
        ),
    ),
    "ab" * 32,
)
FORMS = {(FORM.questionnaire_id, FORM.version): FORM}

NOTHING_SENSITIVE = (("dual", "no"), ("where", "eu"), ("army", "no"))
SENSITIVE = (("dual", "yes"), ("codes", "6A002"), ("where", "eu"), ("army", "yes"))
