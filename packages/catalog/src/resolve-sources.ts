// Reads what alerts, objectives and charts look at, and the conditions of alerts.
import type { Problems } from "./catalog-mistake.ts";
import { percentiles } from "./percentile.ts";
import { joinPath } from "./problem.ts";
import { acrossNames } from "./source-declaration.ts";
import {
  duration,
  type Field,
  type FieldTable,
  finite,
  named,
  names,
  oneOf,
  readFields,
  readList,
  readRecord,
  requireFields,
  scalar,
  text,
} from "./resolve-fields.ts";

const aggregations = ["rate", "sum", "average", "last", ...percentiles];
const where = named(scalar, "an object of values by attribute");

interface SourceKind {
  readonly fields: FieldTable;
  readonly required?: readonly string[];
}

/** The kinds of sources of alerts, by the field that names the thing; the fields of rules. */
export const alertSource: Field = sourceOf({
  metric: {
    fields: {
      aggregation: oneOf([...aggregations, "min", "max", "count"]),
      across: oneOf(acrossNames),
      where,
    },
  },
  transaction: {
    fields: {
      measure: oneOf(["count", "completion", "failure", "amount", ...percentiles, "within"]),
      limit: duration,
    },
    required: ["measure"],
  },
  funnel: {
    fields: { measure: oneOf(["conversion", "entered"]), from: text, to: text },
    required: ["from"],
  },
  workflow: {
    fields: { measure: oneOf(["events", "stuck", "p95"]), longerThan: duration, state: text },
    required: ["measure"],
  },
  operation: {
    fields: { service: text, measure: oneOf(["rate", "errors", ...percentiles, "within"]), limit: duration },
    required: ["measure"],
  },
  event: { fields: { measure: oneOf(["count", "rate"]) } },
});

export const objectiveSource: Field = sourceOf({
  metric: { fields: { measure: oneOf(["errors", "within"]), limit: duration, where }, required: ["measure"] },
  transaction: {
    fields: { measure: oneOf(["completion", "failure", "within"]), limit: duration },
    required: ["measure"],
  },
  funnel: { fields: { measure: oneOf(["conversion"]), from: text, to: text }, required: ["from"] },
  workflow: { fields: { measure: oneOf(["within"]), limit: duration, state: text }, required: ["measure"] },
  operation: {
    fields: { service: text, measure: oneOf(["errors", "within"]), limit: duration },
    required: ["measure"],
  },
});

export const chartSource: Field = sourceOf({
  metric: { fields: { aggregation: oneOf(aggregations), where, groupBy: names } },
  transaction: {
    fields: { measure: oneOf(["count", "completion", "failure", "amount", ...percentiles]) },
    required: ["measure"],
  },
  funnel: {
    fields: { measure: oneOf(["conversion", "entered"]), from: text, to: text },
    required: ["measure"],
  },
  workflow: { fields: { measure: oneOf(["events", "stuck", "p95"]), state: text }, required: ["measure"] },
  span: { fields: { measure: oneOf(["rate", "errors", "p50", "p95", "p99"]) }, required: ["measure"] },
  event: { fields: { measure: oneOf(["rate"]) }, required: ["measure"] },
});

/** Exactly one of `kinds`. */
function sourceOf(kinds: Readonly<Record<string, SourceKind>>): Field {
  return (value, path, problems) => {
    const record = readRecord(value, path, problems, 'an object such as `{ metric: "shop.orders" }`');
    if (record === undefined) return undefined;
    const given = Object.keys(kinds).filter((kind) => record[kind] !== undefined);
    const [kind] = given;
    if (kind === undefined || given.length > 1) {
      problems.add(
        path,
        `Expected one of ${Object.keys(kinds).join(", ")}.`,
        "Name one thing that is measured.",
      );
      return undefined;
    }
    const { fields, required = [] } = kinds[kind]!;
    requireFields(record, required, path, problems);
    needs(record, path, problems);
    return readFields(record, { [kind]: text, ...fields }, path, problems);
  };
}

/** What a measure needs besides. */
function needs(source: Readonly<Record<string, unknown>>, path: string, problems: Problems): void {
  if (source["measure"] === "within" && source["limit"] === undefined)
    problems.add(path, "`within` needs a limit.", 'Add, for example, `limit: "2s"`.');
  const isConversion = source["funnel"] !== undefined && (source["measure"] ?? "conversion") === "conversion";
  if (isConversion && source["from"] !== undefined && source["to"] === undefined)
    problems.add(path, "`conversion` needs a second step.", "Add `to`.");
}

const limits: FieldTable = {
  above: finite,
  below: finite,
  absent: (value, path, problems) => {
    if (value === true) return value;
    problems.add(path, "Expected `true`.", "Write `true`, or leave it out.");
    return undefined;
  },
};
const missing = ["The condition is missing.", "Add `above`, `below` or `absent: true`."] as const;

/** When an alert fires: one limit, or `any` of several. */
export const alertCondition: Field = (value, path, problems) => {
  const record = readRecord(value, path, problems, "an object such as `{ above: 5 }`");
  if (record === undefined) return undefined;
  if (record["any"] === undefined) return readLimit(record, path, problems);
  const read = readFields(record, { any: members }, path, problems);
  return read["any"] === undefined ? undefined : read;
};

const members: Field = (value, path, problems) => {
  const list = readList(value, path, problems, "a list of conditions");
  const seen = new Set<string>();
  return list?.flatMap((item, index) => {
    const at = joinPath(path, index);
    const record = readRecord(item, at, problems, "an object such as `{ when: { above: 5 } }`");
    const when = record && readFields(record, { when: limit }, at, problems)["when"];
    if (when === undefined) return [];
    const [name = ""] = Object.keys(when as object);
    if (seen.has(name)) problems.add(at, `\`${name}\` is already there.`, "Keep one of the two.");
    seen.add(name);
    return [{ when }];
  });
};

const limit: Field = (value, path, problems) => {
  const record = readRecord(value, path, problems, "an object such as `{ above: 5 }`");
  return record && readLimit(record, path, problems);
};

function readLimit(record: Readonly<Record<string, unknown>>, path: string, problems: Problems): unknown {
  const given = Object.keys(record).length;
  if (given === 0) problems.add(path, ...missing);
  if (given > 1)
    problems.add(
      path,
      "Expected one limit.",
      "Write several as `any: [{ when: { above: 5 } }, { when: { absent: true } }]`.",
    );
  const read = readFields(record, limits, path, problems);
  return Object.keys(read).length === 1 ? read : undefined;
}
