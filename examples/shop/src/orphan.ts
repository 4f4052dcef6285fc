// A process whose supervisor is gone ends, too: nothing of the shop is left behind after a crash.

/** Calls `end` when the channel to the supervisor closes, or has closed. Does not keep the process alive by itself. */
export function endWithSupervisor(end: () => void): void {
  // `undefined` without a channel
  if (process.connected === false) return end();
  process.on("disconnect", end);
  process.channel?.unref();
}
