// The transaction of a process whose telemetry is off: it has its id, runs what it is given and records nothing.
import { readId } from "./read-options.ts";
import { randomId } from "./record.ts";
import type { Transaction } from "./transaction-contract.ts";

function nothing(): void {}

/** A transaction that records nothing. */
export function createInertTransaction(type: unknown, id: unknown): Transaction {
  return {
    type: typeof type === "string" ? type : "unnamed",
    id: readId("id", id) ?? randomId(),
    step: nothing,
    addAttribute: nothing,
    addAttributes: nothing,
    setAmount: nothing,
    run: (fn) => fn(),
    complete: nothing,
    fail: nothing,
    abandon: nothing,
    handoff: () => "",
    [Symbol.dispose]: nothing,
  };
}
