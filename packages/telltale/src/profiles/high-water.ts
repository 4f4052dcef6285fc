// The largest value since any moment, for many readers with different moments: only values that nothing later exceeded are kept.

/** Values as they come, and the largest since a mark. Amortised constant time a value, logarithmic a question. */
export interface HighWater {
  /** Now: what is pushed from here on comes after it. */
  mark(): number;
  push(value: number): void;
  /** The largest value since `mark`; `least` where there was none. */
  since(mark: number, least: number): number;
  clear(): void;
}

/** Without values. */
export function createHighWater(): HighWater {
  const places: number[] = [];
  const values: number[] = [];
  let next = 0;
  return {
    mark: () => next,
    push(value) {
      while (values.length > 0 && (values.at(-1) as number) <= value) {
        values.pop();
        places.pop();
      }
      values.push(value);
      places.push(next++);
    },
    since(mark, least) {
      let low = 0;
      let high = places.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((places[middle] as number) < mark) low = middle + 1;
        else high = middle;
      }
      return Math.max(least, values[low] ?? least);
    },
    clear() {
      places.length = 0;
      values.length = 0;
    },
  };
}
