// The console's API for the tests: typed by the contract, throws on an error response.
import type { Stats } from "contract";

import { patience } from "../tools/testing/patience.ts";

export async function get<T>(
  page: string,
  path: string,
  query: Readonly<Record<string, string | number>> = {},
): Promise<T> {
  const url = new URL(path, page);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`GET ${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as T;
}

/** All items of a paged resource. */
export async function all<T>(
  page: string,
  path: string,
  query: Readonly<Record<string, string | number>> = {},
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const part: { items: T[]; nextCursor: string | null } = await get(page, path, {
      limit: 500,
      ...query,
      ...(cursor === null ? {} : { cursor }),
    });
    items.push(...part.items);
    cursor = part.nextCursor;
  } while (cursor !== null);
  return items;
}

export const stats = (page: string): Promise<Stats> => get(page, "/api/stats");

/**
 * Repeats `ask` until `ready` holds, with pauses that leave most of the time to what it waits for. Fails after `timeoutMs` with the last
 * answer, before the test is ended without one.
 */
export async function until<T>(
  ask: () => Promise<T>,
  ready: (seen: T) => boolean,
  timeoutMs = patience(270_000),
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const begun = performance.now();
    const seen = await ask();
    if (ready(seen)) return seen;
    const tookMs = performance.now() - begun;
    if (Date.now() > deadline)
      throw new Error(`gave up waiting; last seen: ${JSON.stringify(seen).slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(2_000, Math.max(200, 4 * tookMs))));
  }
}
