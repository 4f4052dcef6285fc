// A range of time cut into slices of some thousand rows, so that an export of any size needs the memory of one.

/** Unix ms, `from` included, `to` not. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

/** Counts the rows of each step of a range: `step` is its number from 0, steps without rows are left out. */
export type CountSteps = (slice: Slice, stepMs: number) => Promise<readonly { step: number; n: number }[]>;

const maxSteps = 1000;

/**
 * Cuts `range` into slices of at most `maxRows` rows, oldest first, leaving out stretches without any. A millisecond is never cut.
 */
export async function* slicesOf(range: Slice, maxRows: number, count: CountSteps): AsyncGenerator<Slice> {
  const stepMs = Math.max(1, Math.ceil((range.to - range.from) / maxSteps));
  let open: (Slice & { rows: number }) | undefined;
  for (const { step, n } of await count(range, stepMs)) {
    const from = range.from + step * stepMs;
    const to = Math.min(range.to, from + stepMs);
    if (open !== undefined && open.rows + n > maxRows) {
      yield { from: open.from, to: open.to };
      open = undefined;
    }
    if (n > maxRows && stepMs > 1) yield* slicesOf({ from, to }, maxRows, count);
    else open = { from: open?.from ?? from, to, rows: (open?.rows ?? 0) + n };
  }
  if (open !== undefined) yield { from: open.from, to: open.to };
}
