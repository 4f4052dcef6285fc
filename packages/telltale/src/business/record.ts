// How a business fact leaves: one log record of the library's own scope, with a uid of its own (delivery is at least once),
// the library's attributes first, so that no number of the user's can crowd them out or replace them.
import type { Span } from "@opentelemetry/api";
import { severities } from "../engine/api/enums.ts";
import type { AttributeList } from "../engine/attributes/attribute-list.ts";
import { builtin } from "../engine/runtime/builtin.ts";
import { now } from "../engine/runtime/clock.ts";
import { randomWord, wordToHex } from "../engine/runtime/ids.ts";
import type { Scope } from "../engine/context/scope.ts";
import { state } from "../engine/running/state.ts";
import type { Person } from "./read-options.ts";

/** Named values in their final form: [key, value, key, value …]. */
export type FactList = AttributeList;

/** Named values; those that are `undefined` are not sent. */
export type Facts = Readonly<Record<string, string | number | boolean | undefined>>;

/** Where and when a fact happened. `scope` gives the context attributes, `span` the trace. */
export interface EventContext {
  readonly scope: Scope;
  readonly span?: Span | undefined;
  /** A moment of the engine's clock; now by default. */
  readonly moment?: number | undefined;
  /** Whether that moment is in the past, and is recorded only now. */
  readonly past?: boolean | undefined;
  /** What the record holds beside its attributes; nothing by default. */
  readonly body?: Uint8Array | undefined;
}

/** Adds a fact, unless it is unknown. */
export function put(facts: FactList, key: string, value: string | number | boolean | undefined): void {
  if (value !== undefined) facts.push(key, value);
}

/** Adds who it is about, as far as the context attributes of `scope` do not say it already. */
export function putPerson(facts: FactList, { user, session }: Person, scope: Scope): void {
  putIdentity(facts, "user.id", user, scope);
  putIdentity(facts, "session.id", session, scope);
}

/** Adds who or which one it is, unless the context attributes of `scope` say the same. */
export function putIdentity(facts: FactList, key: string, id: string | undefined, scope: Scope): void {
  if (id !== undefined && scope.attributes?.values[key] !== id) facts.push(key, id);
}

/** Emits the record `eventName` with `facts`, which it takes over, and the user's attributes. Nothing while telemetry is off. */
export function sendRecord(
  eventName: string,
  facts: FactList,
  attributes: object | undefined,
  { scope, span, moment = now(), past, body }: EventContext,
): void {
  const { engine } = state;
  if (engine === undefined) return;
  facts.push("log.record.uid", nextUid());
  const observedMoment = past === true ? now() : moment;
  engine.logger.emit(
    { eventName, severityNumber: severities.info, body, facts, attributes, span, moment, observedMoment },
    scope,
  );
}

/** The same with facts by name. */
export function sendNamed(
  eventName: string,
  facts: Facts,
  attributes: object | undefined,
  place: EventContext,
): void {
  const list: FactList = [];
  for (const [key, value] of Object.entries(facts)) put(list, key, value);
  sendRecord(eventName, list, attributes, place);
}

const crypto = builtin("crypto");
const uidLength = 32;
let uids = "";
let next = 0;

// 32 random hex digits out of many that were made together, at a tenth of the time. They are parts of a long text and must not be kept.
function nextUid(): string {
  if (next === uids.length) {
    uids = crypto().randomBytes(8192).toString("hex");
    next = 0;
  }
  return uids.slice(next, (next += uidLength));
}

/** 32 random hex digits, to be kept. */
export function randomId(): string {
  return (
    wordToHex(randomWord()) + wordToHex(randomWord()) + wordToHex(randomWord()) + wordToHex(randomWord())
  );
}
