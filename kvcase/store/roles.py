"""Who may do what on PostgreSQL: an owner migrates, and the program runs as a login that can only add to a log.

The login has no rights of its own. Each log, and the vault, has a role `<login>_<log>` that a session takes on before
it does anything else, so that a session for one institution has no right in the schema of another. The tables of the
store stay with the owner; read models and what else can be made again belong to the role of the log, which builds
them anew. Source: docs/decisions/0019-a-role-for-each-log.md.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psycopg

from kvcase.store import schema
from kvcase.store.database import SHARED, Backend, DatabaseUrl, checked_slug
from kvcase.store.errors import SchemaError, StoreUnavailableError

_LOGIN_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_NAME_LENGTH = 63  # PostgreSQL cuts a longer name, and two might become one
_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER")
_BY_COLUMN = ("SELECT", "INSERT", "UPDATE", "REFERENCES")


@dataclass(frozen=True, slots=True)
class Findings:
    """What the login of this process may not do and must, and what it may do and should not."""

    lacks: tuple[str, ...] = ()
    exceeds: tuple[str, ...] = ()


def statements(slugs: Iterable[str], login: str) -> tuple[str, ...]:
    """Return what lets a login use the store and never change an event; running it twice changes nothing.

    It is run by the owner of the schemas, who may create roles, or by an administrator. Raises `ValueError` for a slug
    or a name that cannot be used.
    """
    if not _LOGIN_NAME.fullmatch(login):
        raise ValueError(f"role {login!r}: expected a letter a-z or _, then letters, digits and _")
    return tuple(statement for name in _names(slugs) for statement in _for_log(name, login))


def apply(database: DatabaseUrl, slugs: Iterable[str], login: str) -> None:
    """Run the statements, all or none. Raises `ValueError`, `SchemaError` if it may not, `StoreUnavailableError`."""
    if database.backend is Backend.SQLITE:
        raise SchemaError("SQLite has no roles; the rights are those of its folder")
    try:
        with psycopg.connect(database.conninfo) as connection:
            for statement in statements(slugs, login):
                connection.execute(statement.encode())
    except psycopg.OperationalError as error:
        raise StoreUnavailableError(f"the database refuses: {error}") from error
    except psycopg.errors.UndefinedObject as error:
        raise SchemaError(f"{error.diag.message_primary}; create it first: CREATE ROLE {login} LOGIN") from error
    except psycopg.Error as error:
        raise SchemaError(f"the rights cannot be given: {error.diag.message_primary}") from error


def check(database: DatabaseUrl, slugs: Iterable[str]) -> Findings:
    """Hold what the login of this process may do to what it should. Raises `StoreUnavailableError`."""
    if database.backend is Backend.SQLITE:
        return Findings()
    try:
        with psycopg.connect(database.conninfo) as connection:
            return _checked(connection, _names(slugs))
    except psycopg.Error as error:
        raise StoreUnavailableError(f"the database refuses: {error}") from error


def _for_log(name: str, login: str) -> Iterator[str]:
    role = f"{login}_{name}"
    if len(role) > _NAME_LENGTH:
        raise ValueError(f"role {role!r}: longer than {_NAME_LENGTH}; expected a shorter name of the login")
    tables = schema.rights(name)
    is_missing = f"NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}')"
    yield f"DO $$ BEGIN IF {is_missing} THEN CREATE ROLE {role} NOLOGIN; END IF; END $$"
    # Before PostgreSQL 16 this is said of the login itself (CREATE ROLE ... NOINHERIT), not of what it was given.
    alone = "CASE WHEN current_setting('server_version_num')::int >= 160000 THEN ' WITH INHERIT FALSE' ELSE '' END"
    yield f"DO $$ BEGIN EXECUTE 'GRANT {role} TO {login}' || {alone}; END $$"
    # The owner gives tables to the role, and may only do so as one who could take it on.
    owner = f"SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = '{name}'"  # noqa: S608  (a checked slug)
    yield f"DO $$ BEGIN EXECUTE format('GRANT %I TO %I', '{role}', ({owner})); END $$"
    yield f"GRANT USAGE{'' if name == schema.VAULT else ', CREATE'} ON SCHEMA {name} TO {role}"
    yield f"REVOKE ALL ON {', '.join(f'{name}.{table}' for table in tables)} FROM PUBLIC, {login}, {role}"
    for table, rights in tables.items():
        yield f"GRANT {', '.join(rights)} ON {name}.{table} TO {role}"
    if name == schema.VAULT:
        return
    yield f"GRANT USAGE ON SEQUENCE {name}.stored_events_position_seq TO {role}"
    kept = ", ".join(f"'{table}'" for table in tables)
    others = f"schemaname = '{name}' AND tablename NOT IN ({kept}) AND tableowner <> '{role}'"
    made = f"SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE {others}"  # noqa: S608
    given = f"EXECUTE 'ALTER TABLE ' || made || ' OWNER TO {role}'"
    yield f"DO $$ DECLARE made text; BEGIN FOR made IN {made} LOOP {given}; END LOOP; END $$"


_LOGIN = "SELECT rolname, rolsuper, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = session_user"
_ROLE = (
    "SELECT coalesce((SELECT rolname FROM pg_roles WHERE rolname = session_user || '_' || %s"
    " AND pg_has_role(session_user, oid, 'MEMBER')), session_user)::text"
)
_MISSING = (
    "SELECT r FROM unnest(%(wanted)s::text[]) AS r"
    " WHERE NOT has_schema_privilege((SELECT oid FROM pg_roles WHERE rolname = %(role)s), %(name)s, r)"
)
_TABLES = (
    "SELECT relname::text, relowner = acting.oid, pg_has_role(session_user, relowner, 'MEMBER'),"
    " ARRAY(SELECT r FROM unnest(%(rights)s::text[]) AS r WHERE has_table_privilege(acting.oid, pg_class.oid, r)),"
    " ARRAY(SELECT r || ' (' || attname || ')' FROM unnest(%(columns)s::text[]) AS r, pg_attribute"
    "  WHERE attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped"
    "  AND has_column_privilege(acting.oid, pg_class.oid, attnum, r)"
    "  AND NOT has_table_privilege(acting.oid, pg_class.oid, r))"
    " FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " JOIN pg_roles AS acting ON acting.rolname = %(role)s"
    " WHERE nspname = %(name)s AND relkind IN ('r', 'p') ORDER BY relname"
)


def _checked(connection: "psycopg.Connection[tuple[object, ...]]", names: Iterable[str]) -> Findings:
    (login, is_super, makes_roles, replicates) = connection.execute(_LOGIN).fetchone() or ("", True, True, True)
    powers = (("is a superuser", is_super), ("may create roles", makes_roles), ("may replicate", replicates))
    exceeds = [f"{login} {power}" for power, has in powers if has]
    lacks: list[str] = []
    for name in names:
        (role,) = connection.execute(_ROLE, (name,)).fetchone() or (login,)
        wanted = schema.rights(name)
        asked = {"rights": list(_RIGHTS), "columns": list(_BY_COLUMN), "role": role, "name": name}
        found = connection.execute(_TABLES, asked).fetchall()
        for table, is_own, is_owners, rights, by_column in found:
            if str(table) not in wanted:
                if not (is_own or is_super or is_owners):
                    lacks.append(f"{role} does not own {name}.{table}")
                continue
            has = {*_words(rights), *_words(by_column)}
            missing = [each for each in wanted[str(table)] if has.isdisjoint((each, each.partition(" (")[0]))]
            lacks += [f"{role} lacks {each} on {name}.{table}" for each in missing]
            if is_owners and not is_super:
                exceeds.append(f"{login} has the rights of the owner of {name}.{table}")
            elif not is_super and (more := sorted(has.difference(wanted[str(table)]))):
                exceeds.append(f"{role} has {', '.join(more)} on {name}.{table}")
        if not found:
            lacks.append(f"the schema {name} is not there")
            continue
        within = {"wanted": ["USAGE"] if name == schema.VAULT else ["USAGE", "CREATE"], "role": role, "name": name}
        lacks += [f"{role} lacks {right} on the schema {name}" for (right,) in connection.execute(_MISSING, within)]
    return Findings(tuple(lacks), tuple(exceeds))


def _words(found: object) -> list[str]:
    return [str(each) for each in found] if isinstance(found, list) else []


def _names(slugs: Iterable[str]) -> list[str]:
    return sorted({*map(checked_slug, slugs), SHARED, schema.VAULT})
