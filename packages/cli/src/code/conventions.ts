// Names of OpenTelemetry's semantic conventions, which nobody has to declare.
import { semconv } from "catalog/semconv";
import type { CoveredKind } from "./coverage-rows.ts";

/** Namespaces of spans' and metrics' names that instrumentations of the conventions use, also before a name is in the registry. */
const namespaces: ReadonlySet<string> = new Set(
  "http db messaging rpc gen_ai dns nodejs v8js process system otel telltale exception feature_flag faas graphql".split(
    " ",
  ),
);

/** Whether the conventions have this attribute, metric, event or span. */
export function isConvention(kind: CoveredKind, name: string): boolean {
  const declared =
    kind === "attributes" ? semconv.attributes : kind === "metrics" ? semconv.metrics : semconv.events;
  if (kind === "attributes") return Object.hasOwn(declared ?? {}, name) || isTemplate(name);
  if (kind === "metrics" || kind === "events")
    return Object.hasOwn(declared ?? {}, name) || namespaces.has(name.split(".", 1)[0]!);
  return false;
}

/** `http.request.header.accept` is one of the family `http.request.header`. */
function isTemplate(name: string): boolean {
  for (let at = name.lastIndexOf("."); at > 0; at = name.lastIndexOf(".", at - 1)) {
    const family = semconv.attributes?.[name.slice(0, at)];
    if (typeof family?.type === "string" && family.type.startsWith("template[")) return true;
  }
  return false;
}
