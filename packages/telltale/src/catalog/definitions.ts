// A catalog as records: one for it and for each catalog that it imports, one for each thing. The console learns from them what is declared.
import type { Catalog, Kind } from "catalog";
import { type FactList, put, sendRecord } from "../business/record.ts";
import { rootScope } from "../engine/context/scope.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import { builtin } from "../engine/runtime/builtin.ts";

const crypto = builtin("crypto");
const maxBytes = 16 * 1024;
const maxThings = 5000;

const singular: Readonly<Record<Kind, string>> = {
  attributes: "attribute",
  entities: "entity",
  spans: "span",
  metrics: "metric",
  logs: "log",
  events: "event",
  errors: "error",
  transactions: "transaction",
  journeys: "journey",
  workflows: "workflow",
  alerts: "alert",
  objectives: "objective",
  dashboards: "dashboard",
};

/** Sends the records of `catalog`. `source` is where it is defined. What is too large is sent without its content, and counted. */
export function sendCatalog(catalog: Catalog, source: string | undefined): void {
  const { name, version, description, owner, schemaUrl, imports = [] } = catalog;
  const versions = new Map([[name, version], ...imports.map((one) => [one.name, one.version] as const)]);
  send(
    "catalog",
    { name, catalog: name },
    { name, version, description, owner, schemaUrl, imports },
    versions,
    source,
  );
  for (const imported of imports)
    send("catalog", { name: imported.name, catalog: imported.name }, imported, versions, undefined);
  let left = maxThings;
  for (const [kind, text] of Object.entries(singular) as [Kind, string][]) {
    for (const thing of catalog[kind]) {
      if (left-- <= 0) {
        report("catalog_definition_limit", `${name} declares more than ${maxThings} things`);
        return;
      }
      send(`catalog.${text}`, thing, thing, versions, undefined);
    }
  }
}

function send(
  kind: string,
  { name, catalog }: { readonly name: string; readonly catalog: string },
  thing: object,
  versions: ReadonlyMap<string, string>,
  source: string | undefined,
): void {
  const content = JSON.stringify(thing);
  const facts: FactList = [
    "telltale.definition.kind",
    kind,
    "telltale.definition.name",
    name,
    "telltale.definition.version",
    crypto().createHash("sha256").update(content).digest("hex").slice(0, 8),
    "telltale.definition.catalog",
    catalog,
  ];
  put(facts, "telltale.definition.catalog_version", versions.get(catalog));
  put(facts, "telltale.definition.source", source);
  if (Buffer.byteLength(content) <= maxBytes) facts.push("telltale.definition.content", content);
  else report("catalog_definition_too_large", `${kind} ${name} has more than ${maxBytes} bytes`);
  sendRecord("telltale.definition", facts, undefined, { scope: rootScope });
}
