// The code that makes a dark place visible.
import { integrationOf, type PlaceKind } from "./libraries.ts";
import type { Place } from "./place.ts";

/** A snippet for one place: what to write, and where. */
export function snippetFor(place: Place): string {
  const integration = place.library === undefined ? undefined : integrationOf(place.library);
  const own = snippets[place.kind](place);
  if (integration === undefined) return own;
  return `node --import telltale/register app.js # sees all of ${place.library}; or by hand:\n${own}`;
}

const quoted = (name: string): string => JSON.stringify(name === "" ? "work" : name);

const snippets: Readonly<Record<PlaceKind, (place: Place) => string>> = {
  route: ({ name }) =>
    `import { trace } from "telltale";\nconst answer = await trace(${quoted(name)}, () => handle(request));`,
  "queue consumer": ({ name, library }) =>
    `import { traceMessage } from "telltale";\nawait traceMessage({ system: "${library ?? "queue"}", destination: ${quoted(name)}, operation: "process", message }, () => work(message));`,
  job: ({ name }) =>
    `import { trace } from "telltale";\nawait trace(${quoted(name === "setInterval" ? "tidy up" : `job ${name}`)}, { root: true }, () => job());`,
  "database call": ({ name, library }) =>
    `import { traceDatabase } from "telltale";\nawait traceDatabase({ system: "${systemOf(library)}", query }, () => client.${name}(query));`,
  "outgoing call": () =>
    `import { traceCall } from "telltale";\nawait traceCall({ service: "stock", url, method: "GET" }, (headers) => fetch(url, { headers }));`,
  "caught error": () => `import { captureError } from "telltale";\ncaptureError(error, { handled: true });`,
  "business function": ({ name }) => {
    const known = /^[A-Za-z_$][\w$]*$/.test(name) && name !== "default" ? name : "work";
    return `import { wrap } from "telltale";\nexport const traced = wrap(${known});`;
  },
};

const systems: Readonly<Record<string, string>> = {
  pg: "postgresql",
  "pg-pool": "postgresql",
  mysql2: "mysql",
  "better-sqlite3": "sqlite",
  "node:sqlite": "sqlite",
  mongoose: "mongodb",
  ioredis: "redis",
  "@redis/client": "redis",
  "@clickhouse/client": "clickhouse",
  mssql: "microsoft.sql_server",
};

const systemOf = (library: string | undefined): string => systems[library ?? ""] ?? library ?? "other_sql";
