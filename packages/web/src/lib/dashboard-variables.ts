// Variables of a dashboard: the values that the address has, put into its charts. Pure.
import type { ChartSource, ChartSpec, DashboardVariable } from "contract";

/** Values by the names of variables; `undefined` stands for all values. */
export type VariableValues = ReadonlyMap<string, string | undefined>;

/** The values of `variables` in an address with parts such as `provider=nordpay`; an empty value stands for all, and none for the default. */
export function valuesOf(
  variables: readonly DashboardVariable[],
  chosen: readonly string[] | undefined,
): VariableValues {
  const given = new Map(
    (chosen ?? []).map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
  return new Map(
    variables.map(({ name, default: usual }) => {
      const value = given.get(name) ?? usual;
      return [name, value === "" ? undefined : value];
    }),
  );
}

/** The parts of an address in which `name` has `value`; `undefined` stands for all values. Variables with their default have no part. */
export function chooseValue(
  variables: readonly DashboardVariable[],
  values: VariableValues,
  name: string,
  value: string | undefined,
): readonly string[] | undefined {
  const parts = variables.flatMap((variable) => {
    const chosen = variable.name === name ? value : values.get(variable.name);
    return chosen === variable.default ? [] : [`${variable.name}=${chosen ?? ""}`];
  });
  return parts.length === 0 ? undefined : parts;
}

/** `$name`, and `$$name` for the text `$name`. */
const reference = /\$(\$?)([a-z]\w*)/gi;

/** A text with its variables replaced by what `valueOf` returns; `undefined`: there is no variable with this name. */
function replaceVariables(text: string, valueOf: (name: string) => string | undefined): string {
  return text.replaceAll(reference, (whole, escape: string, name: string) =>
    escape === "" ? (valueOf(name) ?? whole) : `$${name}`,
  );
}

/**
 * A chart with the values of variables. A condition whose variable stands for all values is left out; `missing` names variables that need
 * one value, because a name of what the chart looks at is made of them.
 */
export function withValues(
  chart: ChartSpec,
  values: VariableValues,
): { readonly chart: ChartSpec; readonly missing: readonly string[] } {
  const missing = new Set<string>();
  const sources = chart.sources.map((source) => withValuesIn(source, values, missing));
  const title = replaceVariables(chart.title, (name) =>
    values.has(name) ? (values.get(name) ?? "all") : undefined,
  );
  const filled = { ...chart, title, sources };
  const { filter, environment, service } = chart;
  if (filter !== undefined) filled.filter = [...filtersWith(filter, values)];
  if (environment !== undefined) filled.environment = oneOrAll(environment, values);
  if (service !== undefined) filled.service = oneOrAll(service, values);
  return { chart: filled, missing: [...missing] };
}

/** A value without a variable is itself; all values mean no condition. */
function oneOrAll(text: string, values: VariableValues): string | undefined {
  const missing = new Set<string>();
  const value = textWith(text, values, missing);
  return missing.size === 0 ? value : undefined;
}

/** Fields of a source that narrow what it looks at: without a value it looks at all. */
const conditions: ReadonlySet<string> = new Set([
  "channel",
  "tier",
  "result",
  "customer",
  "state",
  "pattern",
  "traceId",
  "spanId",
]);

function withValuesIn(source: ChartSource, values: VariableValues, missing: Set<string>): ChartSource {
  // A query has its own parameters.
  if ("sql" in source) return source;
  const isCondition = (field: string): boolean =>
    conditions.has(field) || (field === "service" && "logs" in source);
  const entries = Object.entries(source).map(([field, value]: [string, unknown]) => {
    if (typeof value === "string" && isCondition(field)) return [field, oneOrAll(value, values)];
    if (field === "interaction") return [field, oneOrAll(value as string, values) ?? ""];
    if (field === "where") return [field, whereWith(value as Where, values)];
    if (field === "filter") return [field, filtersWith(value as readonly string[], values)];
    return [field, typeof value === "string" ? textWith(value, values, missing) : value];
  });
  return Object.fromEntries(entries) as ChartSource;
}

type Where = Readonly<Record<string, string | number | boolean>> | undefined;

function whereWith(where: Where, values: VariableValues): Where {
  if (where === undefined) return undefined;
  const kept = Object.entries(where).flatMap(([key, value]): (readonly [string, typeof value])[] => {
    if (typeof value !== "string") return [[key, value]];
    const name = value.startsWith("$") ? value.slice(1) : "";
    if (!values.has(name)) return [[key, replaceVariables(value, () => undefined)]];
    const chosen = values.get(name);
    return chosen === undefined ? [] : [[key, chosen]];
  });
  return Object.fromEntries(kept);
}

function filtersWith(filters: readonly string[] | undefined, values: VariableValues): readonly string[] {
  return (filters ?? []).flatMap((filter) => {
    const absent = new Set<string>();
    const text = textWith(filter, values, absent);
    return absent.size === 0 ? [text] : [];
  });
}

function textWith(text: string, values: VariableValues, missing: Set<string>): string {
  return replaceVariables(text, (name) => {
    const value = values.get(name);
    if (value === undefined && values.has(name)) missing.add(name);
    return value;
  });
}

/** A chart of a page, where `$` begins no variable, as a dashboard draws the same. */
export function escapeVariables(chart: ChartSpec): ChartSpec {
  const { title, sources, filter, service, environment } = chart;
  return {
    ...chart,
    title: escapeText(title),
    sources: sources.map(escapeSource),
    ...(filter !== undefined && { filter: filter.map(escapeText) }),
    ...(service !== undefined && { service: escapeText(service) }),
    ...(environment !== undefined && { environment: escapeText(environment) }),
  };
}

function escapeSource(source: ChartSource): ChartSource {
  if ("sql" in source) return source;
  const entries = Object.entries(source).map(([field, value]: [string, unknown]) => {
    if (field === "filter") return [field, (value as readonly string[] | undefined)?.map(escapeText)];
    if (field === "where") return [field, escapeWhere(value as Where)];
    return [field, typeof value === "string" ? escapeText(value) : value];
  });
  return Object.fromEntries(entries) as ChartSource;
}

function escapeWhere(where: Where): Where {
  const entries = Object.entries(where ?? {}).map(([key, value]) => [
    key,
    typeof value === "string" ? escapeText(value) : value,
  ]);
  return Object.fromEntries(entries) as Where;
}

function escapeText(text: string): string {
  return text.replaceAll(/\$(?=[a-z])/gi, "$$$$");
}

/** The values as parameters of queries in SQL: empty for all values. */
export function paramsOf(values: VariableValues): Readonly<Record<string, string>> {
  return Object.fromEntries([...values].map(([name, value]) => [name, value ?? ""]));
}
