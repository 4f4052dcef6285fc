// What people say of firings: useful or noise.
import type { ApiContext } from "../../api/context.ts";
import type { Range } from "../../api/time/range.ts";
import { type NoteBody, readRecords } from "./history.ts";

/** Judgements of firings by rule. */
export type Marks = ReadonlyMap<string, { readonly useful: number; readonly noise: number }>;

export const noMarks = { useful: 0, noise: 0 } as const;

const mostMarks = 20_000;

/** The judgements that were made in the range; of several of one firing, the last. */
export async function readMarks(context: ApiContext, range: Range): Promise<Marks> {
  const details = ["useful", "noise"] as const;
  const rows = await readRecords(context, { kinds: ["note"], details, range, limit: mostMarks });
  const marks = new Map<string, { useful: number; noise: number }>();
  const judged = new Set<string>();
  // the latest comes first: it is the last judgement of its firing
  for (const { rule, alert, detail, body } of rows) {
    const firing = `${alert} ${(JSON.parse(body) as NoteBody).sinceMs}`;
    if (judged.has(firing)) continue;
    judged.add(firing);
    const known = marks.get(rule) ?? { ...noMarks };
    known[detail as "useful" | "noise"] += 1;
    marks.set(rule, known);
  }
  return marks;
}
