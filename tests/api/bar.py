"""The bad-input bar: every entry of the handbook's list (reliability-security.md, section 6), and where it is shown.

`test_bar.py` sees that all are listed and that every test named here is there.
"""

from dataclasses import dataclass

BODY = "tests/api/test_bad_input.py::test_a_body_that_is_no_usable_json_is_refused"
TEXT = "tests/api/test_bad_input.py::test_a_text_that_no_case_can_use_is_refused_with_its_field"
VALUE = "tests/api/test_bad_input.py::test_a_value_of_another_type_is_refused_with_its_field"
WHOLE = "tests/api/test_bad_input.py::test_only_a_whole_number_is_a_whole_number"
QUERY = "tests/api/test_bad_input.py::test_a_query_that_cannot_be_used_is_refused"
SERVED = "tests/contract/test_bad_requests.py::test_a_bad_body_is_a_named_problem"
ZOO = "tests/api/test_token_zoo.py::test_an_animal_of_the_zoo_is_refused"
DOCTYPE = (
    "tests/kvcase/lists/test_bad_files.py::test_a_document_type_or_entity_is_refused_unread",
    "tests/kvcase/lists/test_bad_official_files.py::test_a_document_type_or_entity_is_refused_unread",
    "tests/kvcase/lists/test_more_bad_files.py::test_a_document_type_in_sema_is_refused_unread",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One kind of bad input: what is answered, and the tests that show it."""

    what: str
    answer: str
    shown_by: tuple[str, ...]


BAR: dict[int, Entry] = {
    1: Entry("NUL in a title", "422", (TEXT, SERVED)),
    2: Entry("NUL as an escape", "422", (TEXT,)),
    3: Entry("a lone surrogate", "422", (TEXT, SERVED)),
    4: Entry("a direction override", "422", (TEXT,)),
    5: Entry("a sign without width in a name", "422",
             ("tests/api/test_bad_input.py::test_a_name_with_a_sign_that_nobody_sees_is_refused",)),
    6: Entry("right to left, or letters of another alphabet that look alike, in a name", "stored as it is, and found",
             ("tests/api/test_queries.py::test_a_name_in_other_letters_is_stored_as_it_is_and_found",)),
    7: Entry("200,000 letters", "422 or 413", (TEXT, SERVED)),
    8: Entry("an array 30,000 deep", "400", (BODY, SERVED)),
    9: Entry("an object 30,000 deep", "400", (BODY,)),
    10: Entry("an integer of 5,000 digits", "400", (BODY,)),
    11: Entry("1e400", "400", (BODY,)),
    12: Entry("NaN, Infinity", "400", (BODY,)),
    13: Entry("-0.0, or a number with a point, for an integer", "422", (VALUE, WHOLE)),
    14: Entry("true for a number", "422", (VALUE, WHOLE)),
    15: Entry("a text that holds a number", "422", (VALUE, WHOLE)),
    16: Entry("a name twice in one object", "400", (BODY, SERVED)),
    17: Entry("an unknown field: tenant, role", "422", (VALUE, QUERY)),
    18: Entry("an array at the top", "400", (BODY,)),
    19: Entry("null", "400", (BODY,)),
    20: Entry("an empty body", "400", (BODY,)),
    21: Entry("another content type", "415",
              ("tests/api/test_bad_input.py::test_another_content_type_is_refused", SERVED)),
    22: Entry("no UTF-8", "400", (BODY, SERVED)),
    23: Entry("UTF-16", "400 or 415", (BODY, SERVED)),
    24: Entry("a compressed body, a bomb", "415",
              ("tests/api/test_bad_input.py::test_a_compressed_body_is_refused_unopened", SERVED)),
    25: Entry("70 KB, 100 MB", "413",
              ("tests/api/test_bad_input.py::test_a_body_that_is_too_large_is_refused_before_it_is_read",
               "tests/contract/test_bad_requests.py::test_a_hundred_megabytes_are_refused_before_they_are_sent")),
    26: Entry("a slow body", "408, and it takes no thread",
              ("tests/contract/test_bad_requests.py::test_a_body_that_never_comes_whole_writes_nothing",
               "tests/acceptance/test_slow_clients.py::test_a_body_that_trickles_in_takes_no_thread")),
    27: Entry("10,000 parameters", "400 or 414",
              (QUERY, "tests/contract/test_bad_requests.py::test_ten_thousand_parameters_are_refused")),
    28: Entry("an instant without a zone", "422 or 400", (VALUE, "tests/api/test_as_of.py::*")),
    29: Entry("a zone of +25:00", "400", (QUERY,)),
    30: Entry("29 February 2027, the year 0001", "422", (VALUE,)),
    31: Entry("an end before its begin", "422",
              ("tests/acceptance/test_bad_input.py::test_a_date_before_its_begin_names_both",)),
    32: Entry("an id of another institution", "404",
              ("tests/api/test_access.py::test_another_institution_does_not_know_that_a_case_exists",
               "tests/access/test_matrix.py::test_everybody_is_answered_as_declared")),
    33: Entry("a UUID in odd forms, the nil one", "422 or 404",
              (VALUE, "tests/api/test_bad_input.py::test_an_address_without_a_canonical_id_leads_nowhere")),
    34: Entry("If-Match that is missing, stale, * or weak", "428, 412, 400",
              ("tests/api/test_preconditions.py::test_a_write_without_if_match_is_asked_for_it",
               "tests/api/test_preconditions.py::test_a_write_that_read_an_older_version_is_refused_and_changes_nothing",
               "tests/api/test_preconditions.py::test_if_match_is_one_strong_tag_of_ours")),
    35: Entry("an Idempotency-Key again, with another body", "422",
              ("tests/api/test_preconditions.py::test_a_key_used_for_something_else_is_refused",)),
    36: Entry("two equal requests at once", "one event",
              ("tests/api/test_preconditions.py::test_equal_requests_in_parallel_write_one_event",)),
    37: Entry("a token: alg none, HS256, expired, another audience, of the future, unknown key", "401", (ZOO,)),
    38: Entry("a state replayed at the callback", "400",
              ("tests/api/test_signing_in.py::test_a_replayed_answer_signs_nobody_in",)),
    39: Entry("an open redirect: next=//evil", "to our own page",
              ("tests/api/test_signing_in.py::test_nobody_is_sent_elsewhere_after_a_sign_in",)),
    40: Entry("a form of another site", "403",
              ("tests/api/test_sessions.py::test_a_form_of_another_site_is_refused",
               "tests/api/test_sessions.py::test_a_form_without_the_token_of_this_browser_is_refused")),
    41: Entry("a list with an external entity", "refused, unread", DOCTYPE),
    42: Entry("a billion laughs", "refused, unread",
              (*DOCTYPE, "tests/kvcase/lists/test_more_bad_files.py::test_entities_in_a_workbook_are_refused")),
    43: Entry("a zip bomb", "refused before it is unpacked",
              ("tests/kvcase/lists/test_more_bad_files.py::test_a_zip_bomb_is_refused_before_it_is_unpacked",)),
    44: Entry("a zip with paths that lead out", "refused unopened",
              ("tests/kvcase/lists/test_bad_files.py::test_a_zip_archive_is_refused_unopened",)),
    45: Entry("XML without its end, a cut list", "refused or held; nothing of it comes into force",
              ("tests/kvcase/lists/test_bad_files.py::test_a_cut_sdn_file_is_refused",
               "tests/kvcase/lists/test_bad_official_files.py::test_a_cut_xml_file_is_refused",
               "tests/acceptance/test_list_folders.py::test_a_cut_file_is_held_and_the_old_version_stays")),
    46: Entry("a list without entries", "held",
              ("tests/kvcase/lists/test_versions.py::test_a_suspicious_version_is_held_with_its_reason",
               "tests/acceptance/test_list_fetches.py::test_a_list_that_lost_its_rows_is_held_and_the_old_version_stays")),
    47: Entry("=HYPERLINK( as a partner's name, exported", "a text",
              ("tests/api/test_handouts.py::test_a_partner_with_a_formula_for_a_name_is_a_text",)),
    48: Entry("a list from 169.254.169.254, [::1], 0x7f.1, a name that moves, a redirect to a file", "refused",
              ("tests/kvcase/lists/test_fetching.py::test_a_name_that_leads_to_a_private_address_is_refused_before_anything_is_sent",
               "tests/kvcase/lists/test_fetching.py::test_a_name_is_resolved_once_and_the_connection_goes_there",
               "tests/kvcase/lists/test_fetching.py::test_a_move_to_a_place_that_is_not_allowed_is_refused",
               "tests/kvcase/lists/test_fetching.py::test_an_address_inside_is_not_public",
               "tests/kvcase/lists/test_fetching.py::test_what_is_no_host_name_is_not_allowed")),
    49: Entry("markup in a title, on a page", "text",
              ("tests/api/test_pages.py::test_markup_in_a_title_is_text_on_the_page",)),
    50: Entry("a line forged in a log, by a header", "it is in no log",
              ("tests/contract/test_bad_requests.py::test_no_header_reaches_a_log",
               "tests/api/test_problems.py::test_a_refusal_logs_nothing_of_what_was_sent")),
    51: Entry("a page of -1 or 10^9, a forged cursor", "400",
              (QUERY, "tests/api/test_paging.py::test_a_cursor_belongs_to_its_address_filters_and_sorting")),
    52: Entry("TRACE, an unknown method", "405 with Allow",
              ("tests/contract/test_bad_requests.py::test_another_method_is_405_and_says_which_there_are",)),
    53: Entry("sorting by a field that is not listed", "422",
              ("tests/api/test_paging.py::test_a_field_that_is_not_listed_is_refused_with_those_that_are",)),
    54: Entry("% and _ in a search", "letters",
              ("tests/api/test_bad_input.py::test_wildcards_of_a_database_are_letters_here",)),
    55: Entry("1,000 requests at once on one version", "one wins, the others 409 or 412",
              ("tests/contract/test_bad_requests.py::test_of_many_writers_on_one_version_one_wins",
               "tests/contract/test_bad_requests.py::test_of_a_thousand_writers_on_one_version_one_wins")),
}  # fmt: skip

OURS: dict[str, Entry] = {
    "an id of a thing of another kind": Entry("in a body", "404, 409 or 422",
        ("tests/api/test_other_kinds.py::test_what_a_command_names_is_of_its_kind_or_unknown",
         "tests/api/test_other_kinds.py::test_what_a_new_thing_names_is_of_its_kind_or_refused")),
    "a cursor of another question": Entry("after=", "400",
        ("tests/api/test_paging.py::test_a_cursor_belongs_to_its_address_filters_and_sorting",)),
    "sorting by a text that is withheld": Entry("sort=title", "422",
        ("tests/api/test_paging.py::test_nobody_sorts_by_a_personal_text",)),
    "more than a thousand items": Entry("in a list", "422",
        ("tests/api/test_bad_input.py::test_a_thousand_items_are_enough",)),
    "a host that the caller chose": Entry("Host, on the documentation page", "not told",
        ("tests/api/test_manual.py::test_a_page_says_nothing_that_a_caller_sent",)),
    "all that a program thinks of": Entry("every operation", "as the document says",
        ("tests/contract/test_schemathesis.py::test_every_operation_answers_as_the_document_says",)),
}  # fmt: skip
"""What we add to the handbook's list."""
