// A figure of records as the parameters of its query: which records, which number or text of each, by the values of which attribute.
import { type ChartSource, eventFieldsByKey } from "contract";
import { placeOf } from "../../api/attributes/attribute-place.ts";
import { readTypedAttributes } from "../../api/attributes/typed-attributes.ts";
import type { QueryParams } from "../../api/context.ts";
import { type Condition, parseFilters, toAttributeKey } from "../../api/filter/filter.ts";
import { spanFields, toFilterParams } from "../../api/filter/filter-params.ts";
import { toRowParams } from "../../api/filter/row-params.ts";
import { toConditionParams } from "../../api/logs/log-conditions.ts";
import { badParameter } from "../../api/params/params.ts";
import { toRangeParams } from "../../api/time/range.ts";
import { ProblemError } from "../../problem/problem.ts";
import { type ChartQuery, rangeOf } from "../sources/chart-query.ts";

export type RecordsSource = Extract<ChartSource, { readonly records: string }>;

export interface RecordQuery {
  readonly name: "chart-spans" | "chart-logs" | "chart-events";
  readonly params: QueryParams;
  /** UCUM; empty for amounts, whose currency the rows have. */
  readonly unit: string;
}

export async function toRecordQuery(source: RecordsSource, asked: ChartQuery): Promise<RecordQuery> {
  const { records, measure } = source;
  const kind = kinds[records];
  const [where, value, field] = await Promise.all([
    kind.where([...(source.filter ?? []), ...asked.filter], asked),
    source.by === undefined ? { ungrouped: true } : kind.valueOf(toAttributeKey(source.by), asked),
    fieldParams(source, asked),
  ]);
  return {
    name: `chart-${records}`,
    params: { ...toRangeParams(asked.range), ...where, ...value, ...field, ...measures[measure] },
    unit: await unitOf(source, asked),
  };
}

/** The flag or the number that chooses the figure in `chart-figure.sql`. */
const measures: Readonly<Record<RecordsSource["measure"], QueryParams>> = {
  count: { isCount: true },
  unique: { isUnique: true },
  sum: { isSum: true },
  avg: { isAvg: true },
  min: { isMin: true },
  max: { isMax: true },
  p50: { level: 1 },
  p90: { level: 2 },
  p95: { level: 3 },
  p99: { level: 4 },
};

interface Kind {
  readonly unit: string;
  readonly where: (filter: string[], asked: ChartQuery) => Promise<QueryParams>;
  /** Where the texts of an attribute are, by which records are grouped. */
  readonly valueOf: (key: string, asked: ChartQuery) => Promise<QueryParams>;
  /** Fields that are columns, by the names that filters have for them. */
  readonly columns: ReadonlyMap<string, string>;
  readonly hasDuration: boolean;
}

const origin = [
  ["service.name", "service"],
  ["service.version", "service_version"],
  ["deployment.environment.name", "environment"],
] as const;
const spanColumns: ReadonlyMap<string, string> = new Map([...origin, ["name", "name"]]);
const logColumns: ReadonlyMap<string, string> = new Map([...origin, ["event.name", "event_name"]]);
const eventColumns: ReadonlyMap<string, string> = new Map([
  ...origin,
  ...[...eventFieldsByKey.keys()].map((key) => [key, key.replace(".", "_")] as const),
]);

const kinds: Readonly<Record<RecordsSource["records"], Kind>> = {
  spans: {
    unit: "{span}",
    where: async (filter, { environment, service, context }) => ({
      ...(await toFilterParams(conditionsOf(filter, service), spanFields, context)),
      environment,
    }),
    valueOf: async (key, { range, context }) => placeOf(key, range, context),
    columns: spanColumns,
    hasDuration: true,
  },
  logs: {
    unit: "{record}",
    where: async (filter, asked) =>
      toConditionParams(
        { ...noLogConditions, ...rangeOf(asked), service: asked.service, filter },
        asked.context,
      ),
    async valueOf(key, { range, context }) {
      if (key === "severity") return { bySeverity: true };
      const column = logColumns.get(key);
      if (column !== undefined) return { column };
      const { resourceKey } = await placeOf(key, range, context);
      return resourceKey === undefined ? { anyKey: key } : { resourceKey };
    },
    columns: logColumns,
    hasDuration: false,
  },
  events: {
    unit: "{record}",
    where: async (filter, { environment, service }) => ({
      ...eventParams(conditionsOf(filter, service)),
      environment,
    }),
    valueOf: async (key) => {
      const column = eventColumns.get(key);
      return column === undefined ? { stringKey: key } : { column };
    },
    columns: eventColumns,
    hasDuration: true,
  },
};

const noLogConditions = {
  severity: undefined,
  text: undefined,
  traceId: undefined,
  spanId: undefined,
  eventName: undefined,
  kind: undefined,
  pattern: undefined,
} as const;

function conditionsOf(filter: readonly string[], service: string | undefined): readonly Condition[] {
  return parseFilters([...filter, ...(service === undefined ? [] : [`service.name=${service}`])]);
}

/** How many conditions on columns the query has slots for, of each sign. */
const slots = 5;

function eventParams(conditions: readonly Condition[]): QueryParams {
  const word = conditions.find(({ operator }) => operator === "is" || operator === "!is");
  if (word !== undefined)
    throw badParameter(
      "filter",
      word.source,
      "a condition on a field of events",
      "Pass for example `outcome=failed`.",
    );
  const ofColumns = conditions.filter(({ key }) => eventColumns.has(key));
  const rest = conditions.filter(({ key }) => !eventColumns.has(key));
  return {
    ...inSlots(ofColumns, "=", ["fieldIs", "fieldValue"]),
    ...inSlots(ofColumns, "!=", ["fieldIsNot", "fieldOther"]),
    ...(rest.length > 0 && { details: true, ...toRowParams(rest) }),
  };
}

function inSlots(
  conditions: readonly Condition[],
  operator: "=" | "!=",
  [column, value]: readonly [string, string],
): QueryParams {
  const odd = conditions.find((one) => one.operator !== "=" && one.operator !== "!=");
  if (odd !== undefined)
    throw badParameter(
      "filter",
      odd.source,
      `\`=\` or \`!=\` after \`${odd.key}\``,
      `Pass for example \`${odd.key}=purchase\`.`,
    );
  const own = conditions.filter((one) => one.operator === operator);
  const extra = own[slots];
  if (extra !== undefined)
    throw badParameter(
      "filter",
      extra.source,
      `at most ${slots} conditions with \`${operator}\` on fields`,
      "Leave one out.",
    );
  return Object.fromEntries(
    own.flatMap((one, at) => [
      [`${column}${at + 1}`, eventColumns.get(one.key)],
      // one of a list is found in any case, as when it is checked
      [
        `${value}${at + 1}`,
        eventFieldsByKey.get(one.key)?.kind === "choice" ? one.value.toLowerCase() : one.value,
      ],
    ]),
  );
}

/** The number or the text of each record that is measured. */
async function fieldParams(
  { records, measure, field }: RecordsSource,
  asked: ChartQuery,
): Promise<QueryParams> {
  if (field === undefined) return {};
  const { columns, hasDuration, valueOf } = kinds[records];
  if (measure === "unique") {
    const key = toAttributeKey(field);
    const textColumn = columns.get(key);
    if (textColumn !== undefined) return { textColumn };
    if ((await valueOf(key, asked))["resourceKey"] !== undefined)
      throw new ProblemError(
        "BAD_BODY",
        `Cannot count the values of \`${field}\`: it is an attribute of processes.`,
        "Group by it instead.",
      );
    return { textKey: field };
  }
  if (field === "duration" && hasDuration) return { ofDuration: true };
  if (field === "amount" && records === "events") return { ofAmount: true };
  return { measuredKey: field };
}

async function unitOf(
  { records, measure, field = "" }: RecordsSource,
  { context }: ChartQuery,
): Promise<string> {
  const { unit, hasDuration } = kinds[records];
  if (measure === "count") return unit;
  if (measure === "unique") return "{value}";
  if (field === "duration" && hasDuration) return "s";
  return (await readTypedAttributes(context)).get(field)?.unit ?? "";
}
