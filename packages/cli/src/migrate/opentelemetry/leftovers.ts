// What stays of OpenTelemetry in a converted file: calls and parts of its SDK that work unchanged, or have to be changed by hand. Nothing is
// left without a line.
import { child, children, keyOf, type Node, textAt } from "../../code/node.ts";
import type { Site } from "../../code/project.ts";
import type { SourceModule } from "../../code/source-module.ts";
import { type Draft, type Migration, pathsIn } from "../migration.ts";

const contexts = "migrate-opentelemetry.md#contexts-and-baggage-that-stay";
const parts = "migrate-opentelemetry.md#parts-of-the-sdk-that-stay";
const calls = "migrate-opentelemetry.md#table-of-calls";

/** A part of the SDK by the end of its name, also of classes and types. */
const kinds: readonly (readonly [name: RegExp, reason: string])[] = [
  [/Propagator$/, "a propagator: pass it to `start({ propagators })`"],
  [/Sampler$/, "a sampler: pass it to `start({ sampler })`"],
  [
    /LogRecordExporter$|LogExporter$/,
    "an exporter: pass it to `start({ logRecordProcessors })` in a processor",
  ],
  [
    /MetricExporter$|Reader$|^MetricProducer$/,
    "a reader or exporter of metrics: pass a reader to `start({ metricReaders })`",
  ],
  [/Exporter$/, "an exporter: pass it to `start({ exporters })`"],
  [/LogRecordProcessor$/, "a processor: pass it to `start({ logRecordProcessors })`"],
  [/Processor$/, "a processor: pass it to `start({ processors })`"],
  [/^View(?:Options)?$/, "a view: pass it to `start({ views })`"],
  [/IdGenerator$/, "an id generator: pass it to `start({ idGenerator })`"],
  [/Detector(?:Sync)?$/, "a resource detector: pass it to `start({ resourceDetectors })`"],
  [/ContextManager$/, "a context manager: `start()` has one"],
  [/(?:Tracer|Meter|Logger)Provider$/, "a provider: `start()` registers one"],
  [/Instrumentations?$/, "an instrumentation: pass it to `start({ instrumentations })`"],
];

const functions: Readonly<Record<string, string>> = {
  registerInstrumentations: "pass them to `start({ instrumentations })`, or preload `telltale/register`",
  getNodeAutoInstrumentations: "pass them to `start({ instrumentations })`, or preload `telltale/register`",
  getWebAutoInstrumentations: "part of the browser SDK: see the guide on frontends",
  detectResources: "pass the detectors to `start({ resourceDetectors })`",
};

const browser =
  /^@opentelemetry\/(?:sdk-trace-web|context-zone|context-zone-peer-dep|auto-instrumentations-web|instrumentation-(?:document-load|fetch|xml-http-request|user-interaction|long-task))$/;
const baggage = /^(?:propagation\.(?:\w*Baggage)|baggageEntryMetadataFromString)$/;

/** Lists what the edits of a file leave. Call it after them. */
export function listLeftovers(migration: Migration, draft: Draft): void {
  const { module, edits } = draft;
  const listed = new Set(
    migration.left
      .filter(({ location }) => location.file === module.file)
      .map(({ location }) => placeOf(location)),
  );
  for (const node of module.nodes) {
    const found = leftoverAt(migration, { module, node });
    const place = placeOf(module.locationOf(node));
    if (found === undefined || listed.has(place) || edits.drops(node) || isConverted(draft, node)) continue;
    listed.add(place);
    migration.leave({ module, node }, found.call, found.reason, found.guide);
  }
}

const placeOf = ({ line, column }: { readonly line: number; readonly column: number }): string =>
  `${line}:${column}`;

/** An option of an SDK whose set-up is converted: `start` has the same one. */
function isConverted({ module, edits }: Draft, node: Node): boolean {
  for (let at = module.parentOf(node); at !== undefined; at = module.parentOf(at))
    if (at.type === "NewExpression" && edits.drops(child(at, "callee")!)) return true;
  return false;
}

interface Leftover {
  readonly call: string;
  readonly reason: string;
  readonly guide: string;
}

function leftoverAt(migration: Migration, site: Site): Leftover | undefined {
  const { node } = site;
  if (node.type === "NewExpression" || node.type === "CallExpression") return ofCall(migration, site);
  if (node.type === "ClassDeclaration" || node.type === "ClassExpression") return ofClass(migration, site);
  if (node.type === "MemberExpression" || node.type === "Identifier") return ofDetector(migration, site);
  return node.type === "VariableDeclarator" ? ofTyped(site) : undefined;
}

function ofCall(migration: Migration, { module, node }: Site): Leftover | undefined {
  const callee = child(node, "callee")!;
  if (callee.type === "MemberExpression" && keyOf(callee) === "recordException")
    return {
      call: "recordException",
      reason: "works unchanged; `span.fail(error)` records it and sets the status",
      guide: calls,
    };
  const [from, path] = pathsIn(migration, { module, node: callee }) ?? [];
  if (from?.startsWith("@opentelemetry/") !== true || path === undefined) return undefined;
  const name = path.at(-1) ?? from;
  const call = node.type === "NewExpression" ? `new ${name}` : path.join(".");
  if (browser.test(from)) return { call, reason: functions["getWebAutoInstrumentations"]!, guide: parts };
  if (baggage.test(path.join(".")))
    return {
      call,
      reason: "baggage: works unchanged; `withContext` also stamps attributes",
      guide: contexts,
    };
  const reason = Object.hasOwn(functions, name) ? functions[name] : undefined;
  if (node.type === "CallExpression")
    return reason === undefined ? undefined : { call, reason, guide: parts };
  return ofName(call, name);
}

function ofName(call: string, name: string): Leftover | undefined {
  const reason = kinds.find(([kind]) => kind.test(name))?.[1];
  return reason === undefined ? undefined : { call, reason, guide: parts };
}

/** `class Rates implements Sampler`, `class Quiet extends BatchSpanProcessor`. */
function ofClass(migration: Migration, { module, node }: Site): Leftover | undefined {
  const base = child(node, "superClass");
  const names = [base, ...children(node, "implements").map((one) => child(one, "expression"))].flatMap(
    (one) => {
      const [from, path] =
        one === undefined ? [] : (pathsIn(migration, { module, node: one }) ?? importOf(module, one) ?? []);
      return from?.startsWith("@opentelemetry/") === true ? [path?.at(-1) ?? ""] : [];
    },
  );
  const call = `class ${textAt(child(node, "id"), "name") ?? ""}`.trim();
  return names.map((name) => ofName(call, name)).find((one) => one !== undefined);
}

/** `const rates: Sampler = { … }`. */
function ofTyped({ module, node }: Site): Leftover | undefined {
  const id = child(node, "id");
  const written = id && child(id, "typeAnnotation");
  const annotation = written && child(written, "typeAnnotation");
  const value = child(node, "init");
  if (annotation?.type !== "TSTypeReference" || value?.type !== "ObjectExpression") return undefined;
  const [from, path] = importOf(module, child(annotation, "typeName")!) ?? [];
  return from?.startsWith("@opentelemetry/") === true
    ? ofName(textAt(id, "name") ?? "", path?.at(-1) ?? "")
    : undefined;
}

/** What a name is imported from, also one of types only. */
function importOf(module: SourceModule, node: Node): readonly [string, readonly string[]] | undefined {
  if (node.type !== "Identifier") return undefined;
  const found = module.resolve(String(node["name"]), node);
  return found?.kind === "import" && found.from !== undefined
    ? [found.from, [found.imported ?? ""]]
    : undefined;
}

/** `envDetector` and others are values. */
function ofDetector(migration: Migration, { module, node }: Site): Leftover | undefined {
  const name = node.type === "Identifier" ? String(node["name"]) : (keyOf(node) ?? "");
  const parent = module.parentOf(node);
  if (!/Detector(?:Sync)?$/.test(name) || parent === undefined) return undefined;
  if (!/^(?:ArrayExpression|CallExpression|Property)$/.test(parent.type)) return undefined;
  const [from] = pathsIn(migration, { module, node }) ?? [];
  return from?.startsWith("@opentelemetry/") === true ? ofName(name, name) : undefined;
}
