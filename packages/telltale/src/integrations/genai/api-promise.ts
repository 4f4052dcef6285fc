// The promise of the clients of OpenAI and Anthropic: of a class of its own, with the answer parsed when it is asked for. It stays the
// application's very object; what it waits for and what it parses with are looked at on the way.
import { readField } from "../../calls/read-field.ts";
import { types } from "../../engine/runtime/builtin.ts";
import { now } from "../../engine/runtime/clock.ts";
import type { RunningCall } from "../genai-integration.ts";
import { type Chunks, watchStream } from "./stream.ts";

/** How a library's answers and chunks are read. */
export interface Reading {
  /** Reports `answer`, a complete response object, to the call. */
  answer(call: RunningCall, answer: unknown): void;
  /** Made for each stream. */
  chunks(): Chunks;
}

type Parse = (this: unknown, ...args: unknown[]) => unknown;
const unreadMs = 60_000;

/** Has `call` end with what `promise` gives. Returns the promise to be given on. */
export function followPromise(promise: unknown, call: RunningCall, reading: Reading): unknown {
  const response = readField(promise, "responsePromise");
  const parse = readField(promise, "parseResponse");
  if (!types.isPromise(response) || typeof parse !== "function") {
    if (!types.isPromise(promise)) {
      call.ended();
      return promise;
    }
    return promise.then((value) => readAnswer(value, call, reading), failing(call));
  }
  const owner = promise as { responsePromise: unknown; parseResponse: unknown };
  let parsing = false;
  const bare = followBare(promise as object, () => {
    if (!parsing) call.ended();
  });
  owner.responsePromise = response.then((given) => {
    bare.answered();
    const moment = now();
    // the application may want nothing at all
    setImmediate(() => {
      if (!parsing) setTimeout(() => parsing || call.ended(moment), unreadMs).unref();
    });
    return given;
  }, failing(call));
  owner.parseResponse = async function parsed(this: unknown, ...args: unknown[]) {
    parsing = true;
    try {
      return readAnswer(await (parse as Parse).apply(this, args), call, reading);
    } catch (error) {
      call.failed(error);
      throw error;
    }
  };
  followUnwrapped(promise as object, call, reading);
  return promise;
}

/** Calls `over` when the application has asked for the bare response and it is there; a caller that wants both has begun to parse by then. */
function followBare(promise: object, over: () => void): { answered(): void } {
  let [asked, there] = [false, false];
  const look = (): void => {
    if (asked && there) setImmediate(over);
  };
  const asResponse = readField(promise, "asResponse");
  if (typeof asResponse === "function") {
    Object.defineProperty(promise, "asResponse", {
      configurable: true,
      writable: true,
      value: (...args: unknown[]): unknown => {
        asked = true;
        look();
        return asResponse.apply(promise, args);
      },
    });
  }
  return {
    answered() {
      there = true;
      look();
    },
  };
}

// one with a way of its own to make another promise parses with what it has had before
function followUnwrapped(promise: object, call: RunningCall, reading: Reading): void {
  const unwrap = readField(promise, "_thenUnwrap");
  if (typeof unwrap !== "function" || !Object.hasOwn(promise, "_thenUnwrap")) return;
  Object.defineProperty(promise, "_thenUnwrap", {
    configurable: true,
    writable: true,
    value: (...args: unknown[]) => followPromise(unwrap.apply(promise, args), call, reading),
  });
}

function readAnswer(value: unknown, call: RunningCall, reading: Reading): unknown {
  if (typeof readField(value, "iterator") === "function")
    watchStream(value as object, call, reading.chunks());
  else reading.answer(call, value);
  return value;
}

function failing(call: RunningCall): (error: unknown) => never {
  return (error) => {
    call.failed(error);
    throw error;
  };
}
