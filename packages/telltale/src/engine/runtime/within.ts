// Waits for a limited time. The process stays up while it waits, because a caller awaits the flush.

const maxTimerMs = 2_147_483_647;

/** Resolves with true when `work` settles, with false after `timeoutMs`. Never rejects. */
export async function within(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  // first: however this ends, an error of `work` was heard of
  const settled = work.then(
    () => true,
    () => true,
  );
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, Math.min(timeoutMs, maxTimerMs), false);
  });
  try {
    return await Promise.race([settled, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** How long to wait: no longer than `idleMs` without progress, and never longer than `maxMs`. */
export interface Patience {
  readonly idleMs: number;
  readonly maxMs: number;
}

/** Between two looks at the progress. */
const lookMs = 250;

/**
 * Resolves with true when `work` settles, with false when it made no progress for too long: when `progress` kept its value. Time in which
 * the process got no CPU counts as one look, so a busy machine alone is not a standstill. Never rejects.
 */
export async function withinProgress(
  work: Promise<unknown>,
  progress: () => number,
  { idleMs, maxMs }: Patience,
): Promise<boolean> {
  const until = performance.now() + maxMs;
  let [last, idle] = [progress(), 0];
  while (!(await within(work, lookMs))) {
    const now = progress();
    idle = now === last ? idle + lookMs : 0;
    last = now;
    if (idle >= idleMs || performance.now() >= until) return false;
  }
  return true;
}
