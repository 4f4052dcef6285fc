// What must not leave, as the engine asks it: the last thing that is done to a text before it is bytes, or before a foreign exporter
// reads it. Filled at start, so that the engine need not know how secrets are found; without it everything leaves as it is.
import type { AnyValue } from "otlp";
import { shared } from "../runtime/shared.ts";
import { schemaUrl, version } from "../../version.ts";

/** Attributes as `attributes/attribute-list.ts` keeps them: name, value, name, value, … */
type AttributeList = (string | AnyValue)[];

/** What a name says of its value: texts are looked at, it is left as it is, or something else, which {@link Redaction.value} knows. */
export type NameVerdict = "look" | "leave" | "ask";

/** Takes out what must not leave. Doing it twice changes nothing; nothing of it throws; the time is linear. */
export interface Redaction {
  /** Texts with fewer characters have nothing in them that is looked for. */
  readonly shortest: number;
  /** Whether a text that was clean under a name is clean under it the next time, too. */
  readonly lasting: boolean;
  judge(name: string): NameVerdict;
  /** The mark of the secret that `name` denotes, such as `[redacted:password]`; undefined for any other name. */
  markOf(name: string): string | undefined;
  /** A name as it leaves. */
  name(name: string): string;
  /** A text as it leaves; undefined for nothing. A clean one is returned as it is. */
  text(text: string, name: string | undefined): string | undefined;
  /** Whether a text is clean that stands as ASCII in `view` from `start` on; false where that is not certain. Undefined: ask `text`. */
  readonly isClean: ((view: DataView, start: number, text: string) => boolean) | undefined;
  /** A value as it leaves under `name`; undefined for nothing. `beside` are the attributes it stands with. */
  value(value: AnyValue, name: string | undefined, beside?: Readonly<AttributeList>): AnyValue | undefined;
}

/** From here on a number may be that of a card. */
const minTelling = 1e12;

interface Slot {
  current: Redaction | undefined;
  /** What makes `current`, until it is asked for: its tables are dear, and a start needs none. */
  make?: (() => Redaction) | undefined;
}

const slot: Slot = shared<Slot>("redaction", () => ({ current: undefined, make: undefined }));

/** Sets what is redacted from now on, in all copies of the library; a function is called when something is about to leave. */
export function setRedaction(redaction: Redaction | (() => Redaction) | undefined): void {
  const isMade = typeof redaction !== "function";
  slot.current = isMade ? redaction : undefined;
  slot.make = isMade ? undefined : redaction;
}

/** What is taken out now; undefined for nothing. */
export function currentRedaction(): Redaction | undefined {
  if (slot.make !== undefined) setRedaction(slot.make());
  return slot.current;
}

const maxNames = 1000;
const longestName = 64;
const names = new Map<string, string>();
let namesBy: Redaction | undefined;

/** A name of a span or an event as it leaves. Programs use a few hundred, which are remembered. */
export function redactName(name: string): string {
  const current = currentRedaction();
  if (current === undefined || name.length < current.shortest) return name;
  if (namesBy !== current || names.size >= maxNames) {
    names.clear();
    namesBy = current;
  }
  const known = names.get(name);
  if (known !== undefined) return known;
  const left = redactText(name);
  if (current.lasting && name.length <= longestName) names.set(name, left);
  return left;
}

/** `text`, which has no name, as it leaves. */
export function redactText(text: string): string {
  const current = currentRedaction();
  return current === undefined || text.length < current.shortest
    ? text
    : (current.text(text, undefined) ?? "");
}

// what the library says of itself
const ours: ReadonlySet<string> = new Set(["telltale", version, schemaUrl]);

/** The name, version or schema of an instrumentation scope as it leaves. Ours, which every start has, needs no look. */
export function redactScopeText(text: string): string {
  return ours.has(text) ? text : redactText(text);
}

/** `value` as it leaves; undefined for nothing. */
export function redactValue(value: AnyValue, name?: string): AnyValue | undefined {
  const current = currentRedaction();
  return current === undefined ? value : current.value(value, name);
}

/** `list` as it leaves: itself where it is clean. */
export function redactList(list: Readonly<AttributeList>): Readonly<AttributeList> {
  const current = currentRedaction();
  if (current === undefined) return list;
  let left: AttributeList | undefined;
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    const value = list[at + 1] as AnyValue;
    const leaving = leavesAsItIs(current, key, value) ? value : current.value(value, key, list);
    const name = redactKey(current, list, at);
    if (left === undefined && leaving === value && name === key) continue;
    left ??= list.slice(0, at);
    if (leaving !== undefined) left.push(name, leaving);
  }
  return left ?? list;
}

/** The fields of `attributes` as they leave: the same object where it is clean. */
export function redactFields<T extends object | undefined>(
  attributes: T,
  convert: (value: unknown) => AnyValue,
): T {
  if (attributes === undefined || attributes === null || currentRedaction() === undefined) return attributes;
  const list: AttributeList = [];
  for (const [key, value] of Object.entries(attributes))
    if (value !== undefined) list.push(key, convert(value));
  const left = redactList(list);
  if (left === list) return attributes;
  const fields: Record<string, unknown> = Object.create(null);
  for (let at = 0; at < left.length; at += 2) fields[left[at] as string] = left[at + 1];
  return { ...fields } as T;
}

/** Whether nothing has to be looked for: most values are a truth, a small number, or very short. */
function leavesAsItIs(redaction: Redaction, key: string, value: AnyValue): boolean {
  return (
    redaction.judge(key) === "leave" || (isHarmless(value, redaction) && redaction.judge(key) === "look")
  );
}

/** Whether `value` holds nothing under a name that says nothing. */
export function isHarmless(value: AnyValue, redaction: Redaction): boolean {
  if (typeof value === "string") return value.length < redaction.shortest;
  if (typeof value === "number") return value < minTelling;
  return typeof value === "boolean" || value === null;
}

/** The name at `at` as it leaves, numbered where one before it comes to the same mark. */
export function redactKey(redaction: Redaction, list: Readonly<AttributeList>, at: number): string {
  const given = list[at] as string;
  const name = redaction.name(given);
  if (name === given) return name;
  let count = 1;
  for (let before = 0; before < at; before += 2) if (redaction.name(list[before] as string) === name) count++;
  return count === 1 ? name : `${name}#${count}`;
}
