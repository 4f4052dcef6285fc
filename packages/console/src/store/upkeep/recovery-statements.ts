// The statements that make roll-ups equal to their sources. A file of `sql/recover` is such a statement, or, for a table that declares
// how its columns merge, what is special to it: the rows that the table should have, and which of its rows they replace. Their difference
// is added. Sums wrap around at 2^64, so a negative difference can be added, too, and running a statement twice changes nothing.
import { tables } from "../../tables/registry.ts";
import type { Merge, Recovery, Table } from "../../tables/table.ts";
import { readSqlFiles } from "../schema/sql-files.ts";

/** The statements by the names of their files. */
export function readRecoveryStatements(): ReadonlyMap<string, string> {
  const texts = new Map(readSqlFiles("recover").map(({ name, text }) => [name, text]));
  return new Map(
    tables.flatMap((table) =>
      table.recovery.map((recovery) => [
        recovery.file,
        toStatement(table, recovery, texts.get(recovery.file)!),
      ]),
    ),
  );
}

/** How a column takes part. The name is that of the column, with the table before it. */
interface ColumnMerge {
  /** Of all rows of a key: what is inserted. */
  readonly inserted: (column: string) => string;
  /** Of a row that the table should have. */
  readonly right: (column: string) => string;
  /** Of the rows that it has. */
  readonly stored: (column: string) => string;
  /** Whether the rows differ; absent: it does not matter, what is right already is not changed. */
  readonly differs?: (column: string) => string;
}

const parts: Readonly<Record<Merge, ColumnMerge>> = {
  sum: {
    inserted: (column) => `toUInt64(sum(${column}))`,
    right: (column) => `toInt64(${column})`,
    stored: (column) => `-toInt64(sum(${column}))`,
    differs: (column) => `sum(${column}) != 0`,
  },
  estimate: {
    inserted: (column) => `sum(${column})`,
    right: (column) => column,
    stored: (column) => `-sum(${column})`,
  },
  histogram: {
    inserted: (column) => `mapApply((k, v) -> (k, toUInt64(v)), sumMap(${column}))`,
    right: (column) => column,
    stored: (column) => `mapApply((k, v) -> (k, -toInt64(v)), sumMap(${column}))`,
    differs: (column) => `arrayExists(v -> v != 0, mapValues(sumMap(${column})))`,
  },
  // The right value can be added as it is.
  min: added("min"),
  max: added("max"),
  any: added("any"),
  union: added("groupUniqArrayArray"),
  people: added("uniqCombinedMergeState(12)"),
};

function added(aggregate: string): ColumnMerge {
  const merged = (column: string): string => `${aggregate}(${column})`;
  return { inserted: merged, right: (column) => column, stored: merged };
}

/**
 * @param text of a file: what the other two use, then behind `-- right` a query of the rows that the table should have, by the names of
 * its columns, and behind `-- stored` the condition of those that it has.
 */
function toStatement({ name, columns, merges }: Table, { from }: Recovery, text: string): string {
  if (merges === undefined) return text;
  const [given = "", right = "", stored = ""] = text.split(/^-- (?:right|stored)$/m).map((one) => one.trim());
  const values = Object.keys(merges);
  const each = (use: (part: ColumnMerge, column: string) => string): readonly string[] =>
    values.map((column) => use(parts[merges[column]!], column));
  // A table with rows of several signals names theirs, which is the table they are made from.
  const signal = "signal" in columns ? [`'${from}' AS signal`] : [];
  const keys = Object.keys(columns).filter((column) => column !== "signal" && !values.includes(column));
  const inserted = each((part, column) => `${part.inserted(`d.${column}`)} AS ${column}`);
  const shouldBe = each((part, column) => `${part.right(`c.${column}`)} AS ${column}`);
  const are = each((part, column) => part.stored(`r.${column}`));
  const differs = each((part, column) => part.differs?.(`d.${column}`) ?? "");
  return `INSERT INTO ${name} (${[...signal.map(() => "signal"), ...keys, ...values].join(", ")})
${given}
SELECT ${[...signal, ...keys, ...inserted].join(", ")}
FROM (
SELECT ${[...keys, ...shouldBe].join(", ")}
FROM (
${right}
) AS c
UNION ALL
SELECT ${[...keys, ...are].join(", ")}
FROM ${name} AS r
${stored}
GROUP BY ${keys.join(", ")}
) AS d
GROUP BY ${keys.join(", ")}
HAVING ${differs.filter((one) => one !== "").join(" OR ")}`;
}
