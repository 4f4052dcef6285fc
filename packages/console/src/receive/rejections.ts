// What of one request could not be stored, counted by reason: the text of `partial_success`.

/** Counts of rejected items by reason. */
export interface Rejections {
  /** Items that are not stored. */
  readonly count: number;
  reject(reason: string, items?: number): void;
  /** Says something to the sender without rejecting anything. */
  warn(reason: string): void;
  /** What was said, and of how many items. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Empty when there is nothing to say. */
  message(): string;
}

const maxReasons = 8;

/** @param noun what is counted, in the plural: `spans`. */
export function createRejections(noun: string): Rejections {
  const reasons = new Map<string, number>();
  let count = 0;

  function note(reason: string, items: number): void {
    const key = reasons.has(reason) || reasons.size < maxReasons ? reason : "other reasons";
    reasons.set(key, (reasons.get(key) ?? 0) + items);
  }

  return {
    get count() {
      return count;
    },
    reject(reason, items = 1) {
      count += items;
      note(`${noun} rejected: ${reason}`, items);
    },
    warn(reason) {
      note(reason, 1);
    },
    reasons,
    message() {
      return [...reasons].map(([reason, items]) => `${items} ${reason}`).join("; ");
    },
  };
}
