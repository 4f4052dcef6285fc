// What the form of a dashboard cannot say: a range of times, formulas that parse, variables with values, charts
// that refer to variables which exist, conditions that narrow their sources.
import { letterOf, type NewDashboard, parseFormula, parseTime, readCondition } from "contract";
import type { Mistake } from "./mistakes.ts";
import { findNotNarrowed } from "./narrowing.ts";

/** The mistakes of a dashboard whose form is right. */
export function checkDashboard({ range, variables = [], charts }: NewDashboard): readonly Mistake[] {
  const names = variables.map(({ name }) => name);
  return [
    ...rangeMistakes(range),
    ...variables.flatMap(({ name, attribute, values }, at): Mistake[] => [
      ...(names.indexOf(name) === at
        ? []
        : [{ path: `variables[${at}].name`, message: `is \`${name}\`, which another variable has.` }]),
      ...((attribute === undefined) === (values === undefined)
        ? [{ path: `variables[${at}]`, message: "needs either `attribute` or `values`." }]
        : []),
    ]),
    ...charts.flatMap((chart, at): Mistake[] => [
      ...formulaMistakes(chart).map((message) => ({ path: `charts[${at}].formula`, message })),
      ...variablesIn(chart)
        .filter(({ name }) => !names.includes(name))
        .map(({ field, name }) => ({
          path: `charts[${at}].${field}`,
          message: `uses \`$${name}\`, and there is no variable \`${name}\`.`,
        })),
      ...findNotNarrowed(chart).map(({ field, what, fix }) => ({
        path: `charts[${at}].${field}`,
        message: `does not narrow ${what}. ${fix}`,
      })),
    ]),
  ];
}

function rangeMistakes(range: NewDashboard["range"]): readonly Mistake[] {
  const nowNs = BigInt(Date.now()) * 1_000_000n;
  return Object.entries(range ?? {})
    .filter(([, time]) => parseTime(time, nowNs) === undefined)
    .map(([end, time]) => ({
      path: `range.${end}`,
      message: `is \`${JSON.stringify(time)}\`; expected \`now\`, a relative time such as \`-6h\`, or ISO 8601.`,
    }));
}

function formulaMistakes({ formula, sources }: NewDashboard["charts"][number]): readonly string[] {
  if (formula === undefined) return [];
  const parsed = parseFormula(
    formula,
    sources.map((_, at) => letterOf(at)),
  );
  return "mistake" in parsed ? [parsed.mistake.message] : [];
}

/** Names of variables that the values of conditions are, with the field of the chart. `$$name` is the text `$name`. */
function variablesIn({
  sources,
  environment,
  service,
  filter = [],
}: NewDashboard["charts"][number]): readonly { readonly field: string; readonly name: string }[] {
  const values = {
    sources: sources.flatMap((source) => ("where" in source ? Object.values(source.where ?? {}) : [])),
    environment: [environment],
    service: [service],
    filter: filter.map((condition) => readCondition(condition)?.value),
  };
  return Object.entries(values).flatMap(([field, ofField]) =>
    ofField.flatMap((value) =>
      typeof value === "string" && /^\$[a-z]\w*$/i.test(value) ? [{ field, name: value.slice(1) }] : [],
    ),
  );
}
