// The code that makes a dark place visible.
import { comment, isIdentifier, isVariable, literal, type TypeScript, typescript } from "quoting/typescript";
import { integrationOf, type PointKind } from "./libraries.ts";
import type { InstrumentationPoint } from "./instrumentation-point.ts";

/** A snippet for one place: what to write, and where. */
export function snippetFor(place: InstrumentationPoint): TypeScript {
  const integration = place.library === undefined ? undefined : integrationOf(place.library);
  const own = snippets[place.kind](place);
  if (integration === undefined) return own;
  const hint = comment(`node --import telltale/register app.js sees all of ${place.library}; or by hand:`);
  return typescript`${hint}\n${own}`;
}

const quoted = (name: string): TypeScript => literal(name === "" ? "work" : name);

const snippets: Readonly<Record<PointKind, (place: InstrumentationPoint) => TypeScript>> = {
  route: ({ name }) =>
    typescript`import { trace } from "telltale";\nconst answer = await trace(${quoted(name)}, () => handle(request));`,
  "queue consumer": ({ name, library = "queue" }) =>
    typescript`import { traceMessage } from "telltale";\nawait traceMessage({ system: ${literal(library)}, destination: ${quoted(name)}, operation: "process", message }, () => work(message));`,
  job: ({ name }) =>
    typescript`import { trace } from "telltale";\nawait trace(${quoted(name === "setInterval" ? "tidy up" : `job ${name}`)}, { root: true }, () => job());`,
  "database call": ({ name, library }) => {
    const call = isIdentifier(name) ? typescript`client.${name}` : typescript`client[${literal(name)}]`;
    return typescript`import { traceDatabase } from "telltale";\nawait traceDatabase({ system: ${literal(systemOf(library))}, query }, () => ${call}(query));`;
  },
  "outgoing call": () =>
    typescript`import { traceCall } from "telltale";\nawait traceCall({ service: "stock", url, method: "GET" }, (headers) => fetch(url, { headers }));`,
  "caught error": () =>
    typescript`import { captureError } from "telltale";\ncaptureError(error, { handled: true });`,
  "business function": ({ name }) => {
    const known = isVariable(name) ? name : typescript`work`;
    return typescript`import { wrap } from "telltale";\nexport const traced = wrap(${known});`;
  },
};

const systems: ReadonlyMap<string, string> = new Map([
  ["pg", "postgresql"],
  ["pg-pool", "postgresql"],
  ["mysql2", "mysql"],
  ["better-sqlite3", "sqlite"],
  ["node:sqlite", "sqlite"],
  ["mongoose", "mongodb"],
  ["ioredis", "redis"],
  ["@redis/client", "redis"],
  ["@clickhouse/client", "clickhouse"],
  ["mssql", "microsoft.sql_server"],
]);

const systemOf = (library: string | undefined): string =>
  systems.get(library ?? "") ?? library ?? "other_sql";
