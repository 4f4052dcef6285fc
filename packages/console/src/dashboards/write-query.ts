// A query with the values of its parameters written into its text, so that a person can read it, change it and run it. Pure.
import { identifier, literal, sql, type Sql } from "quoting/sql";
import { join } from "quoting/written";

/** `{name:Type}`, or `{ name : Type }` as people write it. Each part ends at a character that it cannot have: people write the text. */
const parameter = /\{([^{}:]*):([^{}]*)\}/g;
const settings = /\nSETTINGS [^\n]*$/;

/** The statement without its settings, which `POST /api/sql` does not take. A parameter without a value stays as it is. */
export function writeQuery(text: string, params: Readonly<Record<string, unknown>>): string {
  return text
    .replace(parameter, (whole, name: string, type: string) => {
      const own = name.trim();
      const value = Object.hasOwn(params, own) ? params[own] : undefined;
      return value === undefined ? whole : toLiteral(value, type.trim());
    })
    .trimEnd()
    .replace(settings, "");
}

function toLiteral(value: unknown, type: string): Sql {
  if (Array.isArray(value)) {
    const ofItems = type.replace(/^Array\((.*)\)$/, "$1");
    return sql`[${join(
      value.map((item: unknown) => toLiteral(item, ofItems)),
      sql`, `,
    )}]`;
  }
  const text = String(value);
  if (type === "Identifier") return identifier(text);
  if (type === "Bool") return value === true ? sql`true` : sql`false`;
  if (/^(?:U?Int|Float)/.test(type)) return toNumber(text);
  const [, ofTime, zone = "UTC"] = /^(DateTime(?:64)?)\((?:\d, ?)?(?:'([^']*)')?\)$/.exec(type) ?? [];
  if (ofTime === "DateTime64") return sql`toDateTime64(${literal(text)}, 9, ${literal(zone)})`;
  return ofTime === "DateTime" ? sql`toDateTime(${literal(text)}, ${literal(zone)})` : literal(text);
}

/** The engine reads a number between quotes, too: one that JavaScript would round, or that is infinite. */
function toNumber(text: string): Sql {
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? sql`${value}` : literal(text);
}
