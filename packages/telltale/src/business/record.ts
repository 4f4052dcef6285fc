// How a business fact leaves: one log record of the library's own scope, with a uid of its own (delivery is at least once),
// the library's attributes first, so that no number of the user's can crowd them out or replace them.
import type { HrTime, Span } from "@opentelemetry/api";
import { fromTimeInput, toEpochMs } from "../engine/clock.ts";
import { randomWord, wordToHex } from "../engine/ids.ts";
import type { Scope } from "../engine/scope.ts";
import { state } from "../engine/state.ts";
import { addMissing } from "./attributes.ts";

/** Named values; those that are `undefined` are not sent. */
export type Facts = Readonly<Record<string, unknown>>;

/** Where and when a fact happened. `scope` gives the context attributes, `span` the trace. */
export interface Place {
  readonly scope: Scope;
  readonly span?: Span | undefined;
  /** A moment of the engine's clock; now by default. */
  readonly moment?: number | undefined;
  /** What the record holds beside its attributes; nothing by default. */
  readonly body?: Uint8Array | undefined;
}

const infoSeverity = 9;

/** Emits the record `eventName` with `facts` and, under their own names, the user's attributes. Nothing while telemetry is off. */
export function sendRecord(
  eventName: string,
  facts: Facts,
  attributes: object | undefined,
  place: Place,
): void {
  const { engine } = state;
  if (engine === undefined) return;
  const all: Record<string, unknown> = { "log.record.uid": randomId(), ...facts };
  if (attributes !== undefined) addMissing(all, attributes);
  engine.logger.emit(
    {
      eventName,
      severity: infoSeverity,
      body: place.body,
      attributes: all,
      span: place.span,
      time: place.moment === undefined ? undefined : toHrTime(place.moment),
    },
    place.scope,
  );
}

/** 32 random hex digits. */
export function randomId(): string {
  return (
    wordToHex(randomWord()) + wordToHex(randomWord()) + wordToHex(randomWord()) + wordToHex(randomWord())
  );
}

/** A moment of the engine's clock in the form that every OpenTelemetry interface takes without guessing. Exact, without BigInt. */
export function toHrTime(moment: number): HrTime {
  const wholeMs = Math.floor(moment);
  const epochMs = toEpochMs(wholeMs);
  const seconds = Math.floor(epochMs / 1000);
  return [seconds, (epochMs - seconds * 1000) * 1e6 + Math.round((moment - wholeMs) * 1e6)];
}

/** From one moment to another, to the microsecond; 0 where the clock was set back between them. */
export function elapsedMs(from: number, to: number): number {
  return Math.max(0, Math.round((to - from) * 1000) / 1000);
}

/** Epoch nanoseconds as a moment of the engine's clock. */
export function fromEpochNs(ns: bigint): number {
  return fromTimeInput([Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)]);
}
