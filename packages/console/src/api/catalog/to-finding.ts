// A finding of the live check as the API returns it.
import type { LiveFinding } from "catalog";
import type { CatalogFinding } from "contract";
import type { Declared } from "./declared.ts";

export function toCatalogFinding(finding: LiveFinding, { things }: Declared): CatalogFinding {
  const { attribute = "", signalName = "", emitted, lastSeen } = finding;
  const name = attribute === "" ? signalName : attribute;
  const declared = things.find(
    (thing) => thing.name === name && (thing.kind === "attribute") === (attribute !== ""),
  );
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
        ? (declared?.source ?? "")
        : emitted.file + (emitted.line === undefined ? "" : `:${emitted.line}`),
    context: { ...finding.context } as CatalogFinding["context"],
  };
}
