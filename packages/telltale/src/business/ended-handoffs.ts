// Transactions that were handed on and have ended in this process: a broker may deliver a message, and the token in it, more than once.
import { createMemory, type Memory } from "./memory.ts";
import { shared } from "./shared.ts";

/** By type, and what {@link keyOfHandoff} makes of the token: at least the 10,000 that ended last. */
export const endedHandoffs: Memory<true> = shared("ended-handoffs", () => createMemory<true>());

/** What all tokens of one transaction have in common, also those that a process which resumed it has handed on. */
export function keyOfHandoff(traceId: string, startTimeUnixNano: bigint, id: string): string {
  return `${traceId} ${startTimeUnixNano} ${id}`;
}
