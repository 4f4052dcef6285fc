// Adds rows without pauses, where no other work waits.

/** Runs what a writer runs in pieces to its end. */
export function addAll(rest: Iterator<void, unknown> | void): void {
  while (rest !== undefined && rest.next().done !== true);
}
