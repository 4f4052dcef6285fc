// A map that keeps the entries used last.

/** The entry of `key`, made by `make` where there is none; it becomes the youngest, and the oldest beyond `limit` goes. */
export function lastUsed<Value>(
  map: Map<string, Value>,
  key: string,
  limit: number,
  make: () => Value,
): Value {
  const value = map.get(key) ?? make();
  map.delete(key);
  map.set(key, value);
  if (map.size > limit) map.delete(map.keys().next().value as string);
  return value;
}
