// Which candidates are compared call by call, when there are many.

interface Candidate {
  readonly row: { readonly tenant: string };
  /** Ms that all calls of the hour lose. */
  readonly loss: number;
}

const mostOfTenant = 20;
const most = 500;

/** Those that lose most, at most 20 of each tenant: first the worst one of each, so that no tenant waits for the many of another. */
export function worstOfEach<Item extends Candidate>(candidates: readonly Item[]): Item[] {
  const count = new Map<string, number>();
  const byRank: Item[][] = Array.from({ length: mostOfTenant }, () => []);
  for (const one of candidates.toSorted((a, b) => b.loss - a.loss)) {
    const rank = count.get(one.row.tenant) ?? 0;
    count.set(one.row.tenant, rank + 1);
    byRank[rank]?.push(one);
  }
  return byRank.flat().slice(0, most);
}
