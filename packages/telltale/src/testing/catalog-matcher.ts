// `toMatchCatalog`: compares everything that was collected with a catalog, by the rules of the guard.
import { type CatalogDeclaration, resolveCatalog } from "catalog";
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import { kindNames } from "../engine/span/span-kind.ts";
import type { CheckedRecord } from "../engine/enrichment/signal-check.ts";
import type { RecordedSpan } from "../engine/recording/recorded-span.ts";
import type { Findings } from "../catalog/findings.ts";
import { createGuard } from "../catalog/guard.ts";
import type { MemoryLog, MemoryMetric, MemorySpan, PlainAttributes } from "../export/read-batch.ts";
import type { Collection } from "./collection.ts";
import type { Verdict } from "./verdict.ts";

const maxLines = 30;

/** Whether everything that left is as `declaration` has it: names, keys, types, values, required attributes and units. */
export function matchCatalog(telemetry: Collection, declaration: CatalogDeclaration): Verdict {
  const catalog = resolveCatalog(declaration);
  const lines = new Set<string>();
  const findings: Findings = {
    add: (rule, kind, name, fix) => void lines.add(`${kind} \`${name}\`: ${rule}: ${fix()}`),
    all: () => [],
    observe: () => () => {},
  };
  const { check } = createGuard(catalog, "count", findings);
  for (const span of telemetry.spans()) check.spans(span.scope)(toRecorded(span));
  for (const record of telemetry.logs()) check.record(toChecked(record), record.scope);
  const units = new Map(catalog.metrics.map(({ name, unit }) => [name, unit]));
  for (const metric of telemetry.metrics()) {
    const look = check.series(metric.name);
    for (const { attributes } of metric.points) look(Object.entries(attributes));
    checkUnit(metric, units, lines);
  }
  return {
    pass: lines.size === 0,
    message: () =>
      lines.size === 0
        ? `Expected telemetry that does not match the catalog \`${catalog.name}\`, and all of it does.`
        : [
            `Expected telemetry that matches the catalog \`${catalog.name}\`, found:`,
            ...shown([...lines]),
          ].join("\n"),
  };
}

function checkUnit(
  { name, unit }: MemoryMetric,
  units: ReadonlyMap<string, string>,
  lines: Set<string>,
): void {
  const declared = units.get(name);
  if (declared !== undefined && declared !== unit)
    lines.add(`metric \`${name}\`: unit_mismatch: expected the unit \`${declared}\`, got \`${unit}\`.`);
}

function shown(lines: readonly string[]): string[] {
  const rest = lines.length - maxLines;
  return [
    ...lines.slice(0, maxLines).map((line) => `  ${line}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

// the fields that the guard reads; what left has the attributes of its context among its own
function toRecorded({ name, kind, attributes, events }: MemorySpan): RecordedSpan {
  return {
    name,
    kind: kindNames.indexOf(kind as (typeof kindNames)[number]),
    own: toList(attributes),
    context: undefined,
    events: events.map((event) => ({ name: event.name, attributes: toList(event.attributes) })),
  } as unknown as RecordedSpan;
}

function toChecked({ eventName, body, attributes }: MemoryLog): CheckedRecord {
  const own = Object.entries(attributes);
  const isBusiness = eventName.startsWith("telltale.");
  // facts first, as the library writes them
  const facts = isBusiness ? own.filter(([key]) => key.startsWith("telltale.")) : [];
  const others = own.filter((entry) => !facts.includes(entry));
  const list = [...facts, ...others].flat() as AttributeList;
  return { eventName, body, attributes: list, facts: facts.length * 2, context: undefined };
}

function toList(attributes: PlainAttributes): AttributeList {
  return Object.entries(attributes).flat() as AttributeList;
}
