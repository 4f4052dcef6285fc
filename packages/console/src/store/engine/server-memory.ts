// How much the embedded engine may take of the machine.
import { totalmem } from "node:os";

/** Where there is plenty. */
const most = 1_200_000_000;
/** What stays for the console itself, and for what the system needs beside both. */
const besideEngine = 250_000_000;

/**
 * What the engine takes at most, bytes: in a small machine or container less. It would find that out itself, but not behind its walls,
 * where it cannot ask for the container's limit.
 */
export function serverMemory(available: number = availableMemory()): number {
  return Math.min(most, Math.floor(Math.max(available - besideEngine, available / 2)));
}

function availableMemory(): number {
  return Math.min(totalmem(), process.constrainedMemory() || Number.MAX_SAFE_INTEGER);
}
