// Waiting with a bound. While it waits the process stays up: whoever awaits a flush wants its end.

/** Resolves with true when `work` settles, with false after `timeoutMs`. Never rejects. */
export async function within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    const settled = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(settled, settled);
  });
}
