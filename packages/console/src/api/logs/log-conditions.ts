// The conditions of a request on log records as parameters of queries.
import { severityNumber } from "catalog/severity";
import type { ParamsOf } from "contract";
import { templateExpression } from "../../patterns/template.ts";
import { parseFilters } from "../filter/filter.ts";
import { logFields, toFilterParams } from "../filter/filter-params.ts";
import type { ApiContext, QueryParams } from "../context.ts";

type Conditions = Omit<ParamsOf<"GET /api/logs/histogram">, "from" | "to" | "pattern"> & {
  readonly pattern?: string | undefined;
};

/** Parameters of `log-conditions` and `attribute-conditions`; absent conditions are `undefined`. */
export async function toConditionParams(params: Conditions, context: ApiContext): Promise<QueryParams> {
  const words = toWords(params.text ?? "");
  return {
    ...(await toFilterParams(conditionsOf(params), logFields, context)),
    environment: params.environment,
    minSeverity: params.severity && severityNumber(params.severity),
    words: words.length === 0 ? undefined : words,
    traceId: params.traceId,
    spanId: params.spanId,
    isLog: params.kind && params.kind === "log",
    pattern: params.pattern === undefined ? undefined : templateExpression(params.pattern),
  };
}

/** Whether the roll-up of skeletons can answer them: conditions on service, event and environment only. */
export function areRolledUp(params: Conditions): boolean {
  const { severity, text, traceId, spanId, pattern } = params;
  return (
    [severity, text, traceId, spanId, pattern].every((one) => one === undefined) &&
    conditionsOf(params).every(
      ({ key, operator }) =>
        (key === "service.name" || key === "event.name") && (operator === "=" || operator === "!="),
    )
  );
}

function conditionsOf(params: Conditions) {
  return parseFilters([
    ...params.filter,
    ...(params.service === undefined ? [] : [`service.name=${params.service}`]),
    ...(params.eventName === undefined ? [] : [`event.name=${params.eventName}`]),
  ]);
}
/** Words as in the index of bodies: cut at everything that is neither an ASCII letter or digit nor beyond ASCII, ASCII lower-cased. */
function toWords(searched: string): string[] {
  const lower = searched.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return [...new Set(lower.split(/[^0-9a-z\u0080-\uffff]+/).filter((word) => word !== ""))].slice(0, 32);
}
