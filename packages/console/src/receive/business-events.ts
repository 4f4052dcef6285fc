// The `telltale.*` log records as business rows (docs/reference/business-events.md). What a column holds leaves the attributes;
// everything else stays in them. A record with a name that is not listed here is a log record and nothing more.
import type { AnyValue } from "otlp";
import type { AttributeMap, BusinessEventRow, LogRow, RowSink } from "../store/rows.ts";
import { toDecimal } from "./decimal.ts";
import { refuseDefinition, toDefinitionRow } from "./definitions.ts";
import type { Rejections } from "./rejections.ts";
import { textOf } from "./resource.ts";

/** How many business records a request held, and how many of them became rows. */
export interface BusinessCounts {
  received: number;
  added: number;
}

/** How one kind of record is read: which attribute fills which column. */
export interface BusinessShape {
  readonly kind: string;
  readonly prefix: string;
  readonly phases: readonly string[];
  readonly name: string;
  readonly entity?: string;
  readonly step?: string;
  readonly state?: string;
  readonly outcome?: string;
  readonly amount?: string;
}

const shapes: readonly BusinessShape[] = [
  {
    kind: "transaction",
    prefix: "telltale.transaction.",
    phases: ["started", "step", "ended"],
    name: "type",
    entity: "id",
    step: "step",
    outcome: "outcome",
    amount: "amount",
  },
  { kind: "journey", prefix: "telltale.journey.", phases: ["step", "abandoned"], name: "name", step: "step" },
  {
    kind: "workflow",
    prefix: "telltale.workflow.",
    phases: ["started", "event", "ended"],
    name: "type",
    entity: "id",
    step: "event",
    state: "state",
  },
  {
    kind: "interaction",
    prefix: "telltale.interaction.",
    phases: ["ended"],
    name: "type",
    outcome: "result",
    amount: "value",
  },
  { kind: "profile", prefix: "telltale.profile.", phases: ["ended"], name: "name" },
];

/** How records of the events of `kind` are read; `undefined` for a kind that has none. */
export function shapeOfKind(kind: string): BusinessShape | undefined {
  return shapes.find((shape) => shape.kind === kind);
}

const shapeByEvent = new Map(
  shapes.flatMap((shape) => shape.phases.map((phase) => [shape.prefix + phase, { shape, phase }] as const)),
);

/** Whether records of this name become business rows. */
export function isBusinessEvent(eventName: string): boolean {
  return shapeByEvent.has(eventName);
}

/** Adds the business, definition and identity rows of `log`, besides its log row. Never throws. */
export function addBusinessRows(
  log: LogRow,
  sink: Pick<RowSink, "businessEvent" | "definition" | "identity">,
  rejections: Rejections,
  counts: BusinessCounts,
): void {
  if (log.eventName === "telltale.definition") {
    const reason = refuseDefinition(log.attributes);
    if (reason === undefined) sink.definition(toDefinitionRow(log));
    else rejections.warn(`definitions kept as log records only: ${reason}`);
    return;
  }
  const known = shapeByEvent.get(log.eventName);
  if (known === undefined || isLooseEvent(log)) return;
  counts.received++;
  const row = toBusinessEventRow(log, known.shape, known.phase);
  const reason = refuseRow(row, known.shape);
  if (reason !== undefined) {
    rejections.warn(`business events kept as log records only: ${reason}`);
    return;
  }
  sink.businessEvent(row);
  counts.added++;
  if (row.userId !== "" && row.sessionId !== "") {
    sink.identity({
      tenant: row.resource.tenant,
      sessionId: row.sessionId,
      userId: row.userId,
      seenMs: toMs(row.timeNs),
    });
  }
}

/** `emit(name)` outside any workflow: an event of nothing. */
function isLooseEvent(log: LogRow): boolean {
  return log.eventName === "telltale.workflow.event" && !log.attributes.has("telltale.workflow.type");
}

function refuseRow(row: BusinessEventRow, shape: BusinessShape): string | undefined {
  if (row.name === "") return `${shape.prefix}${shape.name} is missing`;
  if (shape.entity !== undefined && row.entityId === "") return `${shape.prefix}${shape.entity} is missing`;
  if (row.phase === "step" && row.step === "") return `${shape.prefix}step is missing`;
  return undefined;
}

function toBusinessEventRow(log: LogRow, shape: BusinessShape, phase: string): BusinessEventRow {
  const rest = new Map(log.attributes);
  const take = (key: string): AnyValue | undefined => {
    const value = rest.get(key);
    rest.delete(key);
    return value;
  };
  const own = (name: string | undefined): string =>
    name === undefined ? "" : textOf(take(shape.prefix + name));
  const isOf = (kind: string): boolean => shape.kind === kind;
  // These stay among the attributes, too: a timeline shows them.
  const given = (name: string): AnyValue | undefined => log.attributes.get(shape.prefix + name);
  const uid = textOf(take("log.record.uid"));
  const user = textOf(take("user.id"));
  return {
    resource: log.resource,
    kind: shape.kind,
    phase,
    name: own(shape.name),
    entityId: own(shape.entity),
    // An interaction is with a customer, who is the user of the timeline when no user is named.
    userId: user === "" && shape.kind === "interaction" ? textOf(rest.get("customer.id")) : user,
    sessionId: textOf(take("session.id")),
    timeNs: log.timeNs,
    step: own(shape.step),
    stepIndex: toIndex(take(`${shape.prefix}step_index`)),
    state: own(shape.state),
    fromState: own("from_state"),
    outcome: own(shape.outcome),
    reason: own("reason"),
    amount: shape.amount === undefined ? undefined : takeAmount(rest, shape.prefix + shape.amount),
    currency: own("currency"),
    durationMs: toNumber(take(`${shape.prefix}duration_ms`)),
    channel: textOf(given("channel")),
    tier: textOf(given("tier")),
    satisfaction: toNumber(given("satisfaction")),
    revenueImpact: isOf("interaction") ? toDecimal(given("revenue_impact")) : undefined,
    illegal: isOf("workflow") && given("illegal") === true,
    timeoutMs: isOf("transaction") ? toNumber(given("timeout_ms")) || 0 : 0,
    traceId: log.traceId,
    spanId: log.spanId,
    attributes: rest as AttributeMap,
    uid: uid === "" ? log.identity.toString(16).padStart(16, "0") : uid,
  };
}

/** An amount that cannot be read stays among the attributes, as it was sent. */
function takeAmount(rest: Map<string, AnyValue>, key: string): string | undefined {
  const amount = toDecimal(rest.get(key));
  if (amount !== undefined) rest.delete(key);
  return amount;
}

function toIndex(value: AnyValue | undefined): number {
  const index = toNumber(value);
  return Number.isInteger(index) && index >= 0 && index <= 32767 ? index : -1;
}

function toNumber(value: AnyValue | undefined): number {
  return typeof value === "number" || typeof value === "bigint" ? Number(value) : NaN;
}

function toMs(timeNs: bigint): number {
  return Number(timeNs / 1_000_000n);
}
