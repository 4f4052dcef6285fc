// Facts from a table: CSV with a column `time` and columns that say what the rows are.
import type { Labels } from "../condition/sample.ts";
import type { AnyFact, FactRow, FactTable } from "../source/fact.ts";
import { allFacts, type Fact } from "../source/sources.ts";
import { parseCsv } from "./csv-text.ts";
import { parseInstant } from "../shape/instant.ts";
import { show } from "catalog/problem";

const tables = allFacts.map(({ table }) => table);

/** A table that cannot be read: the message names the row and the column. */
export class TableMistake extends Error {
  override readonly name = "TableMistake";
}

/**
 * Facts of a CSV text. The first row has the names of the columns. A column `transaction`, `funnel`, `workflow`, `error`, `log`, `event`,
 * `span`, `finding`, `sql` or `metric` says what the rows are; without any, each column of numbers is a metric of its name, and columns of
 * text are attributes.
 *
 * @throws {TableMistake} that names the row, the column, the value and the expectation.
 */
export function factsOfCsv(text: string): Fact[] {
  const [header, ...rows] = parseCsv(text);
  if (header === undefined || rows.length === 0)
    throw new TableMistake("The table is empty. Write a row of column names and a row for each fact.");
  const names = header.map((name) => name.trim());
  if (!names.includes("time"))
    throw new TableMistake(
      `There is no column \`time\`; the columns are ${names.map((name) => show(name)).join(", ")}. Add it.`,
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined)
    throw new TableMistake(`There are two columns ${show(twice)}. Rename or remove one of them.`);
  const table = tables.find(({ column }) => names.includes(column));
  const records = rows.map((cells, index) => new Row(index + 2, names, cells));
  return table === undefined ? metricsOf(names, records) : records.map((row) => factOf(table, row));
}

/** One row, with readers that complain precisely. */
class Row implements FactRow {
  readonly line: number;
  readonly cells: ReadonlyMap<string, string>;

  constructor(line: number, names: readonly string[], cells: readonly string[]) {
    if (cells.length !== names.length)
      throw new TableMistake(
        `Row ${line} has ${cells.length} cells; expected ${names.length}. Quote cells that have commas.`,
      );
    this.line = line;
    this.cells = new Map(names.map((name, index) => [name, cells[index]!]));
  }

  text(name: string): string {
    const value = this.cells.get(name) ?? "";
    if (value === "") throw this.mistake(name, value, "text");
    return value;
  }

  number(name: string): number | undefined {
    const value = this.cells.get(name) ?? "";
    if (value === "") return undefined;
    const number = Number(value);
    if (!Number.isFinite(number)) throw this.mistake(name, value, "a number");
    return number;
  }

  needed(name: string): number {
    const value = this.number(name);
    if (value === undefined) throw this.mistake(name, "", "a number");
    return value;
  }

  choice<const T extends string>(name: string, values: readonly T[], fallback: T): T {
    const value = this.cells.get(name) ?? "";
    if (value === "") return fallback;
    if (!(values as readonly string[]).includes(value))
      throw this.mistake(name, value, values.map((one) => `\`${one}\``).join(", "));
    return value as T;
  }

  /** ISO 8601, or Unix seconds or milliseconds. Text without a time zone is UTC. */
  time(): number {
    const value = this.text("time");
    if (/^\d{9,10}(?:\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000);
    if (/^\d{12,13}$/.test(value)) return Number(value);
    const at = parseInstant(value);
    if (at === undefined)
      throw this.mistake(
        "time",
        value,
        "a time such as `2026-03-02T09:00:00Z`, or Unix seconds or milliseconds",
      );
    return at;
  }

  mistake(name: string, value: string, expected: string): TableMistake {
    const found = value === "" ? "is empty" : `is ${show(value)}`;
    return new TableMistake(`Row ${this.line}, column \`${name}\` ${found}; expected ${expected}.`);
  }
}

function factOf({ column, columns, read, finish }: FactTable<AnyFact>, row: Row): Fact {
  const own = new Set(["time", "count", column, ...columns]);
  const count = row.number("count");
  if (count !== undefined && count < 0) throw row.mistake("count", row.text("count"), "0 or more");
  // `fromEntries` also has a column `__proto__`, which an assignment would lose
  const attributes: Labels = Object.fromEntries(
    [...row.cells].filter(([name, value]) => !own.has(name) && value !== ""),
  );
  const common = { at: row.time(), attributes, ...(count !== undefined && { count }) };
  const fact: AnyFact = { ...common, ...read(row) };
  return (finish === undefined ? fact : finish(fact)) as Fact;
}

/** What programs write where there is no number. */
const isGap = (cell: string): boolean => /^(?:|-|nan|null|none|n\/a)$/i.test(cell.trim());

/** Whether a column has numbers; one with a few other texts among many numbers is a mistake and no column of texts. */
function hasNumbers(name: string, rows: readonly Row[]): boolean {
  const filled = rows.filter(({ cells }) => !isGap(cells.get(name)!));
  const odd = filled.filter(({ cells }) => !Number.isFinite(Number(cells.get(name))));
  if (odd.length > 0 && odd.length * 10 <= filled.length)
    throw odd[0]!.mistake(
      name,
      odd[0]!.cells.get(name)!,
      "a number, or nothing for a gap, as in the other rows",
    );
  return filled.length > 0 && odd.length === 0;
}

/** A metric for each column of numbers. */
function metricsOf(names: readonly string[], rows: readonly Row[]): Fact[] {
  const others = names.filter((name) => name !== "time");
  const metrics = others.filter((name) => hasNumbers(name, rows));
  const labels = others.filter((name) => !metrics.includes(name));
  if (metrics.length === 0)
    throw new TableMistake(
      "No column has numbers only. Add a column of values, or one that says what the rows are, such as `transaction`.",
    );
  return rows.flatMap((row) => {
    const at = row.time();
    const attributes: Labels = Object.fromEntries(labels.map((name) => [name, row.cells.get(name)!]));
    return metrics.flatMap((metric) => {
      const value = isGap(row.cells.get(metric)!) ? undefined : row.number(metric);
      return value === undefined ? [] : [{ at, attributes, metric, kind: "value" as const, value }];
    });
  });
}
