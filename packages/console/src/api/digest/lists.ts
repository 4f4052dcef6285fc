// The lists of a digest: each part fails alone, and says how many of its rows have no room.
import type { DigestResult } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";

type Missing = DigestResult["missing"][number];
type More = DigestResult["more"][number];
type Part = More["part"];

/** Rows of a list, and how many more there are; `null`: an unknown number. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly more: number | null;
}

interface Lists {
  /** The rows of a part; none where it cannot be computed, which `missing` has then. */
  part<Row>(name: Part, compute: () => Promise<Listed<Row>>): Promise<Row[]>;
  /** The rows of a list; `more` has how many it leaves out. */
  list<Row>(name: Part, listed: Listed<Row>): Row[];
  readonly missing: Missing[];
  readonly more: More[];
}

/** Pages with all of a part. */
const pages: Readonly<Record<Part, string>> = {
  moves: "/transactions",
  errors: "/errors?new=true",
  patterns: "/logs?patterns=new",
  slower: "/services",
  alerts: "/alerts",
  dark: "/catalog",
  fresh: "/catalog",
  names: "/catalog",
};

export function createLists({ signal }: Pick<ApiContext, "signal">): Lists {
  const missing: Missing[] = [];
  const more: More[] = [];
  const list = <Row>(name: Part, { rows, more: count }: Listed<Row>): Row[] => {
    if (count !== 0) more.push({ part: name, count, path: pages[name] });
    return [...rows];
  };
  return {
    missing,
    more,
    list,
    async part(name, compute) {
      try {
        return list(name, await compute());
      } catch (error) {
        if (signal?.aborted === true || !(error instanceof ProblemError)) throw error;
        missing.push({ part: name, reason: error.message });
        return [];
      }
    },
  };
}

/** All rows. */
export function all<Row>(rows: readonly Row[]): Listed<Row> {
  return { rows, more: 0 };
}

/** The first rows. */
export function first<Row>(rows: readonly Row[], most: number): Listed<Row> {
  return { rows: rows.slice(0, most), more: Math.max(0, rows.length - most) };
}
