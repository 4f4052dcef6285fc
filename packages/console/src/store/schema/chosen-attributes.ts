// Attributes that are queried often: a typed column of their own on spans, computed from the maps by the engine, and
// figures by value in the roll-up. Both are added while the store runs; rows that came before get their column when they are read.
import { ProblemError } from "../../problem/problem.ts";
import { createHash } from "node:crypto";
import { identifier, literal, sql } from "quoting/sql";
import type { Backend } from "../backend.ts";
import { command, amongReachable, select } from "../client.ts";

type AttributeType = "string" | "int" | "double" | "bool";

interface TypedAttribute {
  readonly key: string;
  readonly type: AttributeType;
}

export interface ChosenAttributes {
  readonly typed: readonly TypedAttribute[];
  /** Keys of attributes with few values: each value is a row every five minutes, for every service. */
  readonly rolled: readonly string[];
}

/** Keys are in statements that define columns, so they are of letters, digits and `. _ : / -` only. */
const validKey = /^[\w.:/-]{1,128}$/;

const columnTypes: Readonly<Record<AttributeType, readonly [type: string, map: string, index: string]>> = {
  string: ["LowCardinality(Nullable(String))", "sattr", "set(256)"],
  int: ["Nullable(Int64)", "iattr", "minmax"],
  double: ["Nullable(Float64)", "nattr", "minmax"],
  bool: ["Nullable(Bool)", "battr", "set(2)"],
};

/**
 * Gives the attributes what they lack. What is there already stays, also when it is chosen no more, or as another type: the latter is
 * noted. Cost: a column is one more
 * to write; a roll-up about a tenth of a microsecond a span and attribute.
 *
 * @throws {ProblemError} `ATTRIBUTE_INVALID` for a key that cannot be one.
 */
export async function chooseAttributes(
  backend: Pick<Backend, "define" | "nodes">,
  chosen: ChosenAttributes,
  note: (note: string, level: "warn") => void,
): Promise<void> {
  for (const key of [...chosen.typed.map((one) => one.key), ...chosen.rolled]) {
    if (!validKey.test(key))
      throw new ProblemError(
        "ATTRIBUTE_INVALID",
        `Cannot give the attribute \`${key}\` a column or a roll-up: expected at most 128 letters, digits and . _ : / - in its key.`,
        "Rename the attribute, or leave it out: filters and groups work without.",
      );
  }
  for (const attribute of chosen.typed) {
    for (const statement of columnStatements(attribute)) await backend.define(statement);
  }
  const others = await ofOtherTypes(backend, chosen.typed);
  if (others.length > 0) note(`${others.join(" ")} Columns stay as they are; ask for that type.`, "warn");
  for (const node of backend.nodes) {
    const rolled = await select<{ key: string }>(
      node,
      "SELECT key FROM rolled_attributes GROUP BY key HAVING NOT argMax(dropped, changed)",
    );
    const known = new Set(rolled.map(({ key }) => key));
    for (const key of chosen.rolled.filter((one) => !known.has(one))) await command(node, roll, { key });
  }
}

/** What to say of columns that are there with another type than asked. */
async function ofOtherTypes(
  { nodes }: Pick<Backend, "nodes">,
  typed: readonly TypedAttribute[],
): Promise<readonly string[]> {
  if (typed.length === 0) return [];
  const columns = await amongReachable(nodes, (node) =>
    select<{ name: string; type: string }>(
      node,
      "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = 'spans' AND startsWith(name, 'attr_')",
    ),
  );
  const known = new Map(columns.flat().map(({ name, type }) => [name, type]));
  return typed.flatMap(({ key, type }) => {
    const has = known.get(columnName(key));
    return has === undefined || has === columnTypes[type][0]
      ? []
      : [`The column of the attribute \`${key}\` has the type ${has}, not that of \`${type}\`.`];
  });
}

/** Complete from the next step on: the one that runs has begun without. */
const roll = `INSERT INTO rolled_attributes (tenant, key, since, dropped, changed)
SELECT '', {key:String}, if((SELECT count() FROM spans) = 0, toDateTime(0, 'UTC'), toStartOfFiveMinutes(now('UTC')) + 600), false, now64(3, 'UTC')`;

/** The statements that make a column and its index; safe to repeat. */
function columnStatements({ key, type }: TypedAttribute): readonly string[] {
  const [columnType, map, index] = columnTypes[type];
  const column = identifier(columnName(key));
  const value = sql`if(mapContains(${identifier(map)}, ${literal(key)}), ${identifier(map)}[${literal(key)}], NULL)`;
  return [
    `ALTER TABLE spans ADD COLUMN IF NOT EXISTS ${column} ${columnType} MATERIALIZED ${value} COMMENT ${literal(key)}`,
    `ALTER TABLE spans ADD INDEX IF NOT EXISTS ${identifier(`ix_${columnName(key)}`)} ${column} TYPE ${index} GRANULARITY 4`,
  ];
}

/** `customer.tier` as `attr_customer_tier_1f2e3d`: the end tells keys apart that look alike as columns. */
function columnName(key: string): string {
  const hash = createHash("sha256").update(key).digest("hex").slice(0, 6);
  return `attr_${key.replaceAll(/\W/g, "_").slice(0, 48)}_${hash}`;
}
