// Groups of spans by what the roll-up of operations has: service, name and environment, of all spans or of those that enter a service.
import type { Condition } from "../filter/filter.ts";

/** What the roll-up is asked. */
export interface OperationsQuery {
  readonly column: "service" | "name" | "environment";
  readonly service?: string;
  readonly name?: string;
  readonly entry?: boolean;
}

const columns: ReadonlyMap<string, OperationsQuery["column"]> = new Map([
  ["service.name", "service"],
  ["name", "name"],
  ["deployment.environment.name", "environment"],
]);

/** `undefined` when the roll-up lacks the attribute or the field of a condition. */
export function toOperationsQuery(by: string, conditions: readonly Condition[]): OperationsQuery | undefined {
  const column = columns.get(by);
  const given = new Map(conditions.map((condition) => [condition.key, toField(condition)]));
  const fields = [...given.values()];
  // Two conditions on one field are left to the query over spans.
  if (column === undefined || given.size < conditions.length || fields.includes(undefined)) return undefined;
  return Object.assign({ column }, ...fields) as OperationsQuery;
}

function toField({ key, operator, value }: Condition): Partial<OperationsQuery> | undefined {
  if (operator !== "=") return undefined;
  if (key === "service.name") return { service: value };
  if (key === "name") return { name: value };
  if (key === "entry" && (value === "true" || value === "false")) return { entry: value === "true" };
  return undefined;
}
