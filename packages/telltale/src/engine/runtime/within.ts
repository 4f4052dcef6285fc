// Waiting with a bound. While it waits the process stays up: whoever awaits a flush wants its end.

const maxTimerMs = 2_147_483_647;

/** Resolves with true when `work` settles, with false after `timeoutMs`. Never rejects. */
export async function within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), Math.min(timeoutMs, maxTimerMs));
    const settled = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(settled, settled);
  });
}
