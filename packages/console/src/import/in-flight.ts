// Several things at a time, but not all: the store commits in groups, which several requests fill faster than one.

/** Calls `act` for each item, at most `limit` at a time. After the first error nothing more is begun. */
export async function forEachInFlight<T>(
  items: AsyncIterable<T>,
  limit: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  try {
    for await (const item of items) {
      const one: Promise<void> = act(item)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(one));
      underWay.add(one);
      if (underWay.size >= limit) await Promise.race(underWay);
      if (failures.length > 0) break;
    }
  } finally {
    await Promise.all(underWay);
  }
  if (failures.length > 0) throw failures[0];
}

/** Results of `act` for each item in the order of the items, working on at most `limit` at a time. `act` must not reject. */
export async function* inOrder<T, R>(
  items: readonly T[],
  limit: number,
  act: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for (const item of items) {
    underWay.push(act(item));
    if (underWay.length >= limit) yield await underWay.shift()!;
  }
  for (const one of underWay) yield await one;
}
