// What workflows did, by the definitions in words, from records one by one.
import type { Period } from "./requests.ts";
import type { RawRecord } from "./telemetry.ts";
import { declared } from "./workflow-records.ts";

const prefix = "telltale.workflow.";
const day = 86_400_000;

interface Hop {
  readonly at: number;
  readonly from: string;
  readonly to: string;
  /** In the state `from`; 0 for the first event. */
  readonly ms: number;
  readonly illegal: boolean;
  readonly beganBefore: boolean;
  /** Since the state was last reached; `undefined` when it never was. */
  readonly lostMs: number | undefined;
  /** Whether another state is reached. */
  readonly leaves: boolean;
}

export interface Instance {
  readonly type: string;
  readonly id: string;
  readonly hops: readonly Hop[];
  readonly state: string;
  /** The state before the end. */
  readonly stateBefore: string;
  readonly ended: boolean;
  readonly user: string;
  readonly first: number;
  readonly last: number;
  /** In the last state until the end. */
  readonly endMs: number;
  readonly records: readonly RawRecord[];
}

interface Definition {
  readonly states: readonly string[];
  readonly transitions: Readonly<Record<string, readonly string[]>> | undefined;
  readonly timeoutMs: number | undefined;
}

export function definitionOf(type: string): Definition | undefined {
  return (declared as Readonly<Record<string, Definition>>)[type];
}

const textOf = (record: RawRecord, name: string): string => String(record.attributes[prefix + name] ?? "");

/** All instances as they are at `to`: what happened later is not known. A record that came twice counts once. */
export function instancesAt(records: readonly RawRecord[], to: number): readonly Instance[] {
  const once = new Map(records.map((record) => [record.uid, record])).values();
  const known = [...once].filter(({ at, event }) => at < to && event.startsWith(prefix));
  const byId = Map.groupBy(known, (record) => `${textOf(record, "type")} ${textOf(record, "id")}`);
  return [...byId.values()].map((own) => walk(own.toSorted((a, b) => a.at - b.at)));
}

function walk(records: readonly RawRecord[]): Instance {
  const type = textOf(records[0]!, "type");
  const reached = new Map<string, number>();
  const hops: Hop[] = [];
  const events = records.filter(({ event }) => event !== `${prefix}started`);
  let [state, entered, known] = ["", records[0]!.at, ""];
  for (const record of events) {
    const given = textOf(record, "state");
    const { at } = record;
    if (given !== "") known = given;
    if (record.event === `${prefix}ended`) continue;
    const event = textOf(record, "event");
    const next = given === "" ? state : given;
    // an event that did not change the state leads to its own name
    const to = next !== "" && next !== state ? next : event;
    const arrives = to === next && next !== "";
    const verdict = judge(type, state, to);
    const before = arrives ? reached.get(to) : undefined;
    const leaves = next !== state || hops.length === 0;
    hops.push({
      at,
      from: state,
      to,
      ms: hops.length === 0 ? 0 : at - entered,
      illegal: record.attributes[`${prefix}illegal`] === true || verdict === "illegal",
      beganBefore: hops.length === 0 && verdict === "began before",
      lostMs: before === undefined ? undefined : at - before,
      leaves,
    });
    if (arrives) reached.set(to, at);
    if (leaves) entered = at;
    state = next;
  }
  const last = records.at(-1)!;
  return {
    type,
    id: textOf(last, "id"),
    hops,
    state: known,
    stateBefore: state,
    ended: last.event === `${prefix}ended`,
    user: records.findLast(({ user }) => user !== "")?.user ?? "",
    first: records[0]!.at,
    last: last.at,
    endMs: last.at - entered,
    records,
  };
}

/** The newest `most` events of an instance, as they are known from these and the one before. */
export function newestHops({ records, hops }: Instance, most: number): readonly Hop[] {
  if (hops.length <= most) return hops;
  const events = records.filter(({ event }) => event === `${prefix}event`);
  return walk(events.slice(-most - 1)).hops.slice(1);
}

/** From a state that is not known, after which of the beginning nothing is kept, an instance may come to any state that can be reached. */
function judge(type: string, from: string, to: string): "legal" | "illegal" | "began before" {
  const definition = definitionOf(type);
  if (definition === undefined) return "legal";
  const { states, transitions } = definition;
  if (from === "") {
    if (to === states[0]) return "legal";
    const isReachable =
      transitions === undefined
        ? states.includes(to)
        : Object.values(transitions).some((next) => next.includes(to));
    return isReachable ? "began before" : "illegal";
  }
  if (transitions === undefined) return states.includes(to) ? "legal" : "illegal";
  return (transitions[from] ?? []).includes(to) ? "legal" : "illegal";
}

/** Those with a record in the period. */
export function heardOf(instances: readonly Instance[], { from, to }: Period): readonly Instance[] {
  return instances.filter(({ records }) => records.some(({ at }) => at >= from && at < to));
}

/** The same instances with only what they did in the period: what came before says where each was and since when. */
export function inPeriod(instances: readonly Instance[], { from, to }: Period): readonly Instance[] {
  return heardOf(instances, { from, to }).map((one) => ({
    ...one,
    hops: one.hops.filter(({ at }) => at >= from && at < to),
  }));
}

/** Those that are open at the end, with a record of the last 30 days, of which the first is a whole one. */
export function openAt(instances: readonly Instance[], to: number): readonly Instance[] {
  const since = Math.floor(to / day - 30) * day;
  return instances.filter(({ ended, last }) => !ended && last >= since);
}

/** Whether it was silent for longer than its type allows. */
export function isStuck({ type, ended, last }: Instance, to: number): boolean {
  const timeoutMs = definitionOf(type)?.timeoutMs;
  return !ended && timeoutMs !== undefined && to - last > timeoutMs;
}
