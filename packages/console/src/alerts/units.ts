// The units of the values of rules: what the source says, and for a metric the unit that its series have.
import { unitOfRule } from "contract";
import type { ApiQueries } from "../api/context.ts";

type Content = Readonly<Record<string, unknown>>;

/** The unit of the values of a rule with the fields of a file of rules. */
export type UnitOf = (content: object) => string;

/** Asks the store only when a rule looks at a metric. */
export async function readUnits(
  queries: ApiQueries,
  contents: Iterable<object>,
  options: Parameters<ApiQueries["run"]>[2],
): Promise<UnitOf> {
  const names = new Set<string>();
  for (const content of contents) {
    for (const metric of metricsOf(content)) names.add(metric);
  }
  const units = new Map<string, string>();
  if (names.size > 0) {
    const params = { names: [...names], limit: names.size };
    const rows = await queries.run<{ name: string; unit: string }>("alert-metric-units", params, options);
    for (const { name, unit } of rows) units.set(name, unit);
  }
  return (content) => unitOfRule(content as Content, units.get(metricOf(content) ?? ""));
}

/** Of the content and of what its condition has. */
function metricsOf(content: object): readonly string[] {
  const own = metricOf(content);
  const inner = Object.values((content as Content)["when"] ?? {}).flat() as readonly unknown[];
  const ofMembers = inner.flatMap((one) => (typeof one === "object" && one !== null ? metricsOf(one) : []));
  return own === undefined ? ofMembers : [own, ...ofMembers];
}

function metricOf(content: object): string | undefined {
  const { on } = content as { readonly on?: { readonly metric?: unknown } };
  return typeof on?.metric === "string" ? on.metric : undefined;
}
