// The lists of a digest: each part fails alone, and says how many of its rows have no room.
import type { DigestResult } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";

type Missing = DigestResult["missing"][number];
type More = DigestResult["more"][number];
type DigestPart = More["part"];

/** Rows of a list, and how many more there are; `null`: an unknown number. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly more: number | null;
}

interface Lists {
  /** The rows of a part; none where it cannot be computed, which `missing` has then. */
  part<Row>(name: DigestPart, compute: () => Promise<Listed<Row>>): Promise<Row[]>;
  /** The rows of a list; `more` has how many it leaves out. */
  list<Row>(name: DigestPart, listed: Listed<Row>): Row[];
  readonly missing: Missing[];
  readonly more: More[];
}

/** Pages with all of a part. */
const pages: Readonly<Record<DigestPart, string>> = {
  moves: "/transactions",
  errors: "/errors?new=true",
  patterns: "/logs?patterns=new",
  slower: "/services",
  alerts: "/alerts",
  dark: "/catalog",
  fresh: "/catalog",
  names: "/catalog",
};

/** Parts that compare with the period before. */
const compared: readonly DigestPart[] = ["moves", "slower", "dark", "fresh"];

/** @param lack why nothing can be compared, where that is so. */
export function createLists({ signal }: Pick<ApiContext, "signal">, lack?: string): Lists {
  const missing: Missing[] = [];
  const more: More[] = [];
  const list = <Row>(name: DigestPart, { rows, more: count }: Listed<Row>): Row[] => {
    if (count !== 0) more.push({ part: name, count, path: pages[name] });
    return [...rows];
  };
  return {
    missing,
    more,
    list,
    async part(name, compute) {
      if (lack !== undefined && compared.includes(name)) {
        missing.push({ part: name, reason: lack });
        return [];
      }
      try {
        return list(name, await compute());
      } catch (error) {
        missing.push({ part: name, reason: problemOf(error, signal).message });
        return [];
      }
    },
  };
}

/** The problem because of which a part is missing; what fails the whole digest is thrown. */
export function problemOf(error: unknown, signal: ApiContext["signal"]): ProblemError {
  if (signal?.aborted === true || !(error instanceof ProblemError)) throw error;
  return error;
}

/** All rows. */
export function all<Row>(rows: readonly Row[]): Listed<Row> {
  return { rows, more: 0 };
}

/** Bytes of a list: the seven of a digest stay below 8 MB together. */
const listBytes = 1_000_000;

/**
 * The first rows: fewer than `most` where they are long.
 *
 * @param total rows that exist, where that are more than `rows`; `null`: it is not known how many.
 */
export function first<Row>(
  rows: readonly Row[],
  most: number,
  total: number | null = rows.length,
): Listed<Row> {
  const { items, truncated } = limitList(rows, { rows: most, bytes: listBytes, total: total ?? rows.length });
  return { rows: items, more: total === null ? null : truncated };
}
