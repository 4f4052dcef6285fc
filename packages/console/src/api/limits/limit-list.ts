// Limits a list by rows and by bytes, so that no answer grows with what is stored: 500 rows with names of 64 kB would be 32 MB.

/** What a list may have. */
export interface ListLimit {
  /** Absent: the query limits them. */
  readonly rows?: number;
  /** As JSON; default {@link listBytes}. */
  readonly bytes?: number;
  /** Rows that exist, where the query has counted them: more than it returned. */
  readonly total?: number;
}

/** The bytes of a list: several of them fit into an answer of 8 MB. */
export const listBytes = 2_000_000;

/**
 * The first rows, in the order of the query: those with most traffic.
 *
 * @returns at least one row where there is one, so that every page gets further; and the number of rows that exist and are not listed.
 */
export function limitList<Row>(
  rows: readonly Row[],
  { rows: most = rows.length, bytes = listBytes, total = rows.length }: ListLimit = {},
): { readonly items: Row[]; readonly truncated: number } {
  const items = withinBytes(most < rows.length ? rows.slice(0, most) : rows, bytes);
  return { items, truncated: Math.max(total, rows.length) - items.length };
}

/** The first rows that have no more than `bytes` together as JSON; one at least. */
export function withinBytes<Row>(rows: readonly Row[], bytes: number = listBytes): Row[] {
  let sum = 0;
  const end = rows.findIndex((row) => (sum += sizeOf(row)) > bytes);
  return end === -1 ? [...rows] : rows.slice(0, Math.max(1, end));
}

/** Several lists of one answer, each with `rows` at most: what the small ones leave of the `bytes` is for the large ones. */
export function limitLists<Lists extends Readonly<Record<string, readonly unknown[]>>>(
  lists: Lists,
  { rows, bytes }: { readonly rows: number; readonly bytes: number },
): { readonly items: Lists; readonly truncated: boolean } {
  const limited = Object.entries(lists).map(([name, list]) => {
    const items = list.slice(0, rows);
    return { name, items, size: sizeOf(items), isCut: items.length < list.length };
  });
  let left = bytes;
  for (const [at, one] of limited.toSorted((a, b) => a.size - b.size).entries()) {
    const share = left / (limited.length - at);
    if (one.size > share) {
      one.items = withinBytes(one.items, share);
      one.isCut = true;
    }
    left -= Math.min(one.size, share);
  }
  return {
    items: Object.fromEntries(limited.map(({ name, items }) => [name, items])) as unknown as Lists,
    truncated: limited.some(({ isCut }) => isCut),
  };
}

/** Numbers as JSON: `0.016666666666666666` at most. */
const numberBytes = 20;
/** The bytes of a text are counted from this length on; a shorter one is taken for what most are, one byte a character. */
const longText = 256;

/** About how many bytes a value has as JSON, never much less. Costs a fraction of writing it: numbers in lists are not looked at. */
export function sizeOf(value: unknown): number {
  if (typeof value === "string")
    return value.length < longText ? value.length + 3 : Buffer.byteLength(JSON.stringify(value)) + 1;
  if (typeof value !== "object" || value === null) return numberBytes;
  if (Array.isArray(value))
    return typeof value[0] === "number" ? value.length * numberBytes : sumOf(value, sizeOf);
  return sumOf(Object.entries(value), ([key, field]) => sizeOf(key) + sizeOf(field));
}

function sumOf<Item>(items: readonly Item[], size: (item: Item) => number): number {
  let sum = 2;
  for (const item of items) sum += size(item);
  return sum;
}
