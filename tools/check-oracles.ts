// Prints the routes with figures that no oracle checks yet (packages/console/test/oracle). Fails on a new one, and on one that the list
// keeps although it has an oracle by now: the list may only become shorter.
import { namedSchemas, routes, type Route, schemaOf } from "contract";
import { routesWithOracle } from "./oracles/with-oracle.ts";
import { withoutOracle } from "./oracles/without-oracle.ts";

/** Numbers that describe an answer, and are not figures of telemetry. */
const aboutTheAnswer = /^(?:stepMs|times?|line|column|size|limit|position|.*(?:truncated|Truncated).*)$/;

/** Routes that compute figures: those that read, and those that are asked with a body. */
const reads = /^GET |^POST \/api\/(?:chart|alert-rules\/preview)$/;
/** Of the console itself, and of what people saved. */
const ofConsole =
  / \/api\/(?:store|stats|progress|imports|links|sourcemaps|sampling|views|dashboards|notes|silences|channels|alert-rules(?!\/preview))(?:\/|$)/;

const named = namedSchemas();

/** Whether a value of the schema has a number that is a figure. */
function hasFigure(schema: unknown, seen = new Set<unknown>(), name = ""): boolean {
  if (typeof schema !== "object" || schema === null || seen.has(schema) || aboutTheAnswer.test(name))
    return false;
  seen.add(schema);
  const {
    type,
    properties = {},
    $ref: reference,
    ...rest
  } = schema as { type?: unknown; properties?: object; $ref?: string };
  if (reference !== undefined) return hasFigure(named[reference.split("/").at(-1) ?? ""], seen, name);
  if (type === "number" || type === "integer") return true;
  return (
    Object.entries(properties).some(([key, value]) => hasFigure(value, seen, key)) ||
    Object.values(rest).some((value) => hasFigure(value, seen))
  );
}

const withFigures = Object.entries(routes as Readonly<Record<string, Route>>)
  .filter(([name]) => reads.test(name) && !ofConsole.test(name))
  .filter(([, { result }]) => result !== undefined && hasFigure(schemaOf(result)))
  .map(([name]) => name);
const covered: readonly string[] = Object.values(routesWithOracle).flat();

for (const name of withFigures.filter((one) => !covered.includes(one) && !withoutOracle.includes(one)))
  fail(`${name} has figures and no oracle: add one to packages/console/test/oracle.`);
for (const name of withoutOracle.filter((one) => covered.includes(one) || !withFigures.includes(one)))
  fail(`${name} has an oracle or no figures: remove it from tools/oracles/without-oracle.ts.`);
for (const name of covered.filter((one) => !withFigures.includes(one)))
  fail(`${name} has no figures: remove it from tools/oracles/with-oracle.ts.`);
console.log(`${covered.length} routes with figures have an oracle, ${withoutOracle.length} have none:`);
for (const name of withoutOracle) console.log(`  ${name}`);

function fail(text: string): void {
  console.error(text);
  process.exitCode = 1;
}
