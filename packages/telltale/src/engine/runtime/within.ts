// Waits for a limited time. The process stays up while it waits, because a caller awaits the flush.

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
