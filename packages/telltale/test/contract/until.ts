// Waits for what the event loop brings, without a clock: asks again at each turn.

/** Resolves when `isSo` says so; rejects with `what` after a minute: a busy machine is slow, not wrong. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  what = "what was waited for",
): Promise<void> {
  const end = performance.now() + 60_000;
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`Cannot wait any longer for ${what}`);
    await new Promise(setImmediate);
  }
}
