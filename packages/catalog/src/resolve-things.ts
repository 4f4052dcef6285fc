// The fields of each kind of thing, as data, and what makes the resolved thing out of them.
import { alertSeverities } from "./alert-severity.ts";
import { alertWindow } from "./alert-window.ts";
import { usualPeriod } from "./burn-windows.ts";
import { cardinalityClasses } from "./cardinality-class.ts";
import type { AttributeUse, Kind, Member } from "./catalog.ts";
import type { CatalogDeclaration } from "./declaration.ts";
import type { Problems } from "./catalog-mistake.ts";
import { joinPath, show } from "./problem.ts";
import {
  deprecated,
  duration,
  durationMs,
  examples,
  type Field,
  type FieldTable,
  flag,
  isName,
  named,
  names,
  number,
  oneOf,
  readFields,
  readList,
  readRecord,
  requireFields,
  scalar,
  text,
  textLike,
} from "./resolve-fields.ts";
import { alertCondition, alertSource, chartSource, objectiveSource } from "./resolve-sources.ts";
import { severityNames } from "./severity.ts";

type Draft = Record<string, unknown>;

const stability = oneOf(["stable", "release_candidate", "beta", "alpha", "development"]);
const severity = oneOf(severityNames);
const url = textLike(
  /^https?:\/\/[^\s/]+/i,
  "an absolute http or https URL",
  "Write a URL such as `https://…`.",
);

const thing = { description: text, owner: text, stability, deprecated, semconv: text };
const carries = {
  attributes: names,
  recommended: names,
  optIn: names,
  conditional: named(text, "an object of conditions by attribute"),
};

const baseTypes = ["string", "int", "double", "boolean"];
const types = [...baseTypes, ...baseTypes.map((type) => `${type}[]`), "any"];
const attributeTypes = [...types, ...types.map((type) => `template[${type}]`)];

const memberFields: FieldTable = {
  value: scalar,
  id: text,
  description: text,
  stability,
  deprecated,
};

/** The name of a type, or the members of an enumeration. */
const attributeType: Field = (value, path, problems) =>
  Array.isArray(value) ? readMembers(value, path, problems) : oneOf(attributeTypes)(value, path, problems);

function readMembers(value: unknown, path: string, problems: Problems): Member[] {
  const list = readList(value, path, problems, "a list of values") ?? [];
  if (list.length === 0)
    problems.add(path, "An enumeration needs values.", "List at least one, or name a type.");
  const members = new Map<string | number, Member>();
  for (const [index, item] of list.entries()) {
    const at = joinPath(path, index);
    const member = readMember(item, at, problems);
    if (member === undefined) continue;
    if (members.has(member.value)) {
      problems.add(at, `The value ${show(member.value)} is already listed.`, "Remove one of the two.");
    } else members.set(member.value, member);
  }
  if (new Set([...members.keys()].map((key) => typeof key)).size > 1) {
    problems.add(path, "An enumeration has texts or numbers, not both.", "Write all values in one type.");
  }
  return [...members.values()];
}

function readMember(item: unknown, path: string, problems: Problems): Member | undefined {
  const isPlain = typeof item !== "object" || item === null;
  const record = isPlain
    ? { value: item }
    : readRecord(item, path, problems, "a value or an object with `value`");
  if (record === undefined) return undefined;
  const read = readFields(record, memberFields, isPlain ? "" : path, problems);
  const { value } = read;
  if ((typeof value === "string" && value !== "") || typeof value === "number")
    return { id: String(value), ...read, value } as Member;
  if (isPlain || value !== undefined || record["value"] === undefined) {
    problems.add(
      path,
      `Expected a text or a number as value, got ${show(value ?? item)}.`,
      "Write such a value.",
    );
  }
  return undefined;
}

/** Buckets: bounds that grow. */
const buckets: Field = (value, path, problems) => {
  const list = readList(value, path, problems, "a list of numbers");
  if (list === undefined) return undefined;
  const grows = list.every(
    (bound, index) =>
      typeof bound === "number" && Number.isFinite(bound) && (index === 0 || bound > Number(list[index - 1])),
  );
  if (grows && list.length > 0) return list;
  problems.add(
    path,
    "Expected finite numbers, each above the one before.",
    "Write, for example, `[0.1, 0.5, 1]`.",
  );
  return undefined;
};

const transitions = named(names, "an object of lists of states by state");

const charts: Field = (value, path, problems) =>
  readList(value, path, problems, "a list of charts")?.flatMap((chart, index) => {
    const at = joinPath(path, index);
    const record = readRecord(chart, at, problems, "a chart");
    if (record === undefined) return [];
    requireFields(record, ["title", "on"], at, problems);
    return [readFields(record, { title: text, on: chartSource, unit: text }, at, problems)];
  });

interface KindOfThing<Declaration = never> {
  /** One for each field of the declaration. */
  readonly fields: [Declaration] extends [never]
    ? FieldTable
    : { readonly [Name in keyof Declaration]-?: Field };
  readonly required?: readonly string[];
  /** Changes the fields as they were declared into those of the resolved thing, and reports what does not fit together. */
  readonly finish?: (draft: Draft, path: string, problems: Problems) => Draft;
}

const finishSignal = (draft: Draft, path: string, problems: Problems): Draft => {
  const { attributes, recommended, optIn, conditional, ...rest } = draft;
  return { ...rest, attributes: usesOf({ attributes, recommended, optIn, conditional }, path, problems) };
};

/** Each kind of thing by its key in a declaration. */
export const kinds: {
  readonly [K in Kind]: KindOfThing<NonNullable<CatalogDeclaration[K]>[string]>;
} = {
  attributes: {
    fields: {
      ...thing,
      type: attributeType,
      unit: text,
      cardinality: oneOf(cardinalityClasses),
      sensitivity: oneOf(["public", "internal", "personal", "secret"]),
      examples,
      open: flag,
    },
    required: ["type"],
    finish: finishAttribute,
  },
  entities: {
    fields: { ...thing, ...carries, identity: names },
    required: ["identity"],
    finish: finishSignal,
  },
  spans: {
    fields: {
      ...thing,
      ...carries,
      kind: oneOf(["internal", "server", "client", "producer", "consumer"]),
      events: names,
      entities: names,
    },
    finish: finishSignal,
  },
  metrics: {
    fields: {
      ...thing,
      ...carries,
      kind: oneOf(["counter", "upDownCounter", "gauge", "histogram", "timer"]),
      unit: text,
      buckets,
      entities: names,
      detectAnomalies: flag,
    },
    required: ["kind"],
    finish: finishMetric,
  },
  logs: { fields: { ...thing, ...carries, severity }, finish: finishSignal },
  events: { fields: { ...thing, ...carries, severity, entities: names }, finish: finishSignal },
  errors: { fields: { ...thing, ...carries, runbook: url }, finish: finishSignal },
  transactions: {
    fields: {
      ...thing,
      ...carries,
      steps: names,
      currency: textLike(/^[A-Z]{3}$/, "a currency of ISO 4217", "Write, for example, `EUR`."),
      timeoutMs: durationMs,
    },
    finish: (draft, path, problems) => ({ steps: [], ...finishSignal(draft, path, problems) }),
  },
  journeys: {
    fields: { ...thing, ...carries, steps: names, ordered: flag, timeoutMs: durationMs },
    required: ["steps"],
    finish: (draft, path, problems) => ({
      steps: [],
      ordered: false,
      ...finishSignal(draft, path, problems),
    }),
  },
  workflows: {
    fields: { ...thing, ...carries, states: names, transitions, timeoutMs: durationMs, strict: flag },
    required: ["states"],
    finish: finishWorkflow,
  },
  alerts: {
    fields: {
      ...thing,
      on: alertSource,
      groupBy: names,
      when: alertCondition,
      window: duration,
      for: duration,
      every: duration,
      severity: oneOf(alertSeverities),
      summary: text,
      runbook: url,
      labels: named(text, "an object of texts by label"),
    },
    required: ["on", "when"],
    finish: (draft) => ({ severity: "ticket", ...draft, window: alertWindow(draft) }),
  },
  objectives: {
    fields: {
      ...thing,
      on: objectiveSource,
      target: number((share) => share > 0 && share < 1, "a share between 0 and 1, such as 0.999"),
      period: duration,
      runbook: url,
    },
    required: ["on", "target"],
    finish: (draft) => ({ period: usualPeriod, ...draft }),
  },
  dashboards: { fields: { ...thing, title: text, charts }, required: ["charts"] },
};

/** Reads one thing of `kind`. What has mistakes is returned as far as it could be read: references to it are not reported a second time. */
export function readThing(kind: Kind, value: unknown, path: string, problems: Problems): Draft {
  const { fields, required = [], finish }: KindOfThing = kinds[kind];
  const record = readRecord(value, path, problems, "an object");
  if (record === undefined) return {};
  requireFields(record, required, path, problems);
  const draft = readFields(record, fields, path, problems);
  return finish === undefined ? draft : finish(draft, path, problems);
}

function finishAttribute(draft: Draft, path: string, problems: Problems): Draft {
  const { type } = draft;
  if (!Array.isArray(type)) {
    if (draft["open"] !== undefined)
      problems.add(
        joinPath(path, "open"),
        "Only an enumeration can be open.",
        "List its values as `type`, or remove `open`.",
      );
    return draft;
  }
  const members = type as readonly Member[];
  const isText = members.every(({ value }) => typeof value === "string");
  const isWhole = members.every(({ value }) => Number.isInteger(value));
  return { ...draft, type: isText ? "string" : isWhole ? "int" : "double", members };
}

const instruments: Readonly<Record<string, string>> = {
  counter: "counter",
  upDownCounter: "updowncounter",
  gauge: "gauge",
  histogram: "histogram",
  timer: "histogram",
};

function finishMetric(draft: Draft, path: string, problems: Problems): Draft {
  const kind = String(draft["kind"]);
  const instrument = instruments[kind];
  if (draft["buckets"] !== undefined && instrument !== undefined && instrument !== "histogram")
    problems.add(
      joinPath(path, "buckets"),
      `A ${kind} has no buckets.`,
      "Remove them, or declare a histogram.",
    );
  const unit = kind === "timer" ? "s" : "";
  return { unit, instrument, ...finishSignal(draft, path, problems) };
}

function finishWorkflow(draft: Draft, path: string, problems: Problems): Draft {
  const { states = [], transitions: moves = {} } = draft as {
    states?: readonly string[];
    transitions?: Readonly<Record<string, readonly string[]>>;
  };
  if (states.length === 0 && draft["states"] !== undefined)
    problems.add(joinPath(path, "states"), "A workflow needs states.", "List at least one.");
  const at = joinPath(path, "transitions");
  const fix = `Use one of ${states.join(", ")}, or add it to \`states\`.`;
  for (const [from, to] of Object.entries(moves)) {
    if (!states.includes(from)) problems.add(joinPath(at, from), `${show(from)} is not a state.`, fix);
    for (const [index, state] of to.entries()) {
      if (!states.includes(state))
        problems.add(joinPath(joinPath(at, from), index), `${show(state)} is not a state.`, fix);
    }
  }
  return { states: [], ...finishSignal(draft, path, problems) };
}

function usesOf(
  { attributes = [], recommended = [], optIn = [], conditional = {} }: Draft,
  path: string,
  problems: Problems,
): AttributeUse[] {
  const uses = new Map<string, AttributeUse>();
  const use = (field: string, one: AttributeUse): void => {
    if (!isName(one.key)) return;
    if (uses.has(one.key)) {
      const at = joinPath(path, field);
      problems.add(at, `${show(one.key)} is listed with another requirement level.`, "Keep one of the two.");
    } else uses.set(one.key, one);
  };
  for (const key of attributes as string[]) use("attributes", { key, level: "required" });
  for (const [key, condition] of Object.entries(conditional as Record<string, string>))
    use("conditional", { key, level: "conditionally_required", condition });
  for (const key of recommended as string[]) use("recommended", { key, level: "recommended" });
  for (const key of optIn as string[]) use("optIn", { key, level: "opt_in" });
  return [...uses.values()];
}
