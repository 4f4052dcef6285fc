// Rows by a key, in the order in which keys first come. (`Map.groupBy` is not in Node 20.)

/** Groups `rows`; each group keeps the order of its rows. */
export function groupBy<Row, Key>(rows: readonly Row[], toKey: (row: Row) => Key): Map<Key, Row[]> {
  const groups = new Map<Key, Row[]>();
  for (const row of rows) {
    const key = toKey(row);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [row]);
    else group.push(row);
  }
  return groups;
}
