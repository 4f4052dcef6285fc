// A finding of the live check as the API returns it.
import { declarationPath, type LiveFinding } from "catalog";
import type { CatalogFinding } from "contract";
import { type Declared, listOf } from "./declared.ts";

/** Findings name the place of the declaration where the place in the code is not known. */
export function toCatalogFindings(
  findings: readonly LiveFinding[],
  { things }: Declared,
): readonly CatalogFinding[] {
  const attributes = new Map<string, string>();
  const signals = new Map<string, string>();
  const paths = new Map<string, string>();
  for (const { kind, name, source } of things) {
    paths.set(declarationPath(listOf[kind], name), source);
    const places = kind === "attribute" ? attributes : signals;
    if (!places.has(name)) places.set(name, source);
  }
  return findings.map((finding) => {
    const { attribute = "", signalName = "", path = "" } = finding;
    const named = attribute === "" ? signals.get(signalName) : attributes.get(attribute);
    return toFinding(finding, paths.get(thingIn.exec(path)?.[0] ?? "") ?? named);
  });
}

/** The list and the name at the beginning of a path in a declaration. */
const thingIn = /^\w+\.(?:"(?:[^"\\]|\\.)*"|[^."[]+)/;

function toFinding(finding: LiveFinding, declaredAt = ""): CatalogFinding {
  const { attribute = "", signalName = "", emitted, lastSeen } = finding;
  return {
    id: finding.id,
    level: finding.level,
    message: finding.message,
    fix: finding.fix ?? "",
    sampleType: finding.sampleType,
    signalType: finding.signalType ?? "",
    signalName,
    attribute,
    service: finding.resource["service.name"] ?? "",
    version: finding.resource["service.version"] ?? "",
    count: finding.count,
    lastNs: lastSeen === undefined ? null : `${Math.trunc(lastSeen)}000000`,
    source:
      emitted === undefined
        ? declaredAt
        : emitted.file + (emitted.line === undefined ? "" : `:${emitted.line}`),
    path: finding.path ?? "",
    context: { ...finding.context } as CatalogFinding["context"],
  };
}
