// Times as rules and data write them: ISO 8601.

const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/**
 * Unix ms of a date, or of a date and time; UTC where there is no time zone, whatever the zone of the machine. Undefined for anything else,
 * also for days that no month has.
 */
export function parseInstant(text: string): number | undefined {
  const [, date, , , , zone] = form.exec(text) ?? [];
  if (date === undefined) return undefined;
  const iso = text.replace(" ", "T");
  const at = Date.parse(iso.length === date.length || zone !== undefined ? iso : `${iso}Z`);
  // `Date.parse` reads 30 February as 2 March
  const day = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(date);
  return exists && !Number.isNaN(at) ? at : undefined;
}
