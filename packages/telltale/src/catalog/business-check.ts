// Business records: the type of a transaction, the steps of a journey, the states of a workflow.
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import type { Findings, GuardKind } from "./findings.ts";
import type { Names } from "./names.ts";

interface BusinessRecord {
  readonly kind: GuardKind;
  /** The fact that names it, and the fact that is one of its steps or states. */
  readonly name: string;
  readonly part?: string;
}

const transaction = { kind: "transaction", name: "telltale.transaction.type" } as const;
const journey = {
  kind: "journey",
  name: "telltale.journey.name",
  part: "telltale.journey.step",
} as const;
const workflow = {
  kind: "workflow",
  name: "telltale.workflow.type",
  part: "telltale.workflow.event",
} as const;
const records: ReadonlyMap<string, BusinessRecord> = new Map<string, BusinessRecord>([
  ["telltale.transaction.step", { ...transaction, part: "telltale.transaction.step" }],
  ["telltale.transaction.ended", transaction],
  ["telltale.journey.step", journey],
  ["telltale.workflow.event", workflow],
]);

/** Checks the record `eventName`, whose facts are the first `facts` places of `list`. */
export function checkBusiness(
  names: Names,
  findings: Findings,
  eventName: string,
  list: Readonly<AttributeList>,
  facts: number,
): void {
  const record = records.get(eventName);
  if (record === undefined) return;
  let name: unknown;
  let part: unknown;
  for (let at = 0; at < facts; at += 2) {
    if (list[at] === record.name) name = list[at + 1];
    else if (list[at] === record.part) part = list[at + 1];
  }
  const { kind } = record;
  // the journey of `journeyStep`, and an event outside of any workflow, have no declaration
  if (typeof name !== "string" || (kind === "journey" && name === "default")) return;
  if (!names.isKnown(kind, name)) {
    findings.add("undeclared_name", kind, name, () => "declare it in the catalog, or correct the name.");
    return;
  }
  const parts = names.partsOf(kind, name);
  if (parts === undefined || typeof part !== "string" || parts.has(part)) return;
  const known = [...parts].join(", ");
  findings.add("undeclared_name", kind, `${name}: ${part}`, () => `expected one of ${known}.`);
}
