// How long it takes to check a query and to redact it: bounded for the largest text that is accepted, whatever the text repeats.
import { expect, test } from "vitest";
import { ProblemError } from "../../problem/problem.ts";
import { createRandom } from "../../../test/hostile/random.ts";
import { checkSql } from "./sql-check.ts";
import { redactSql } from "./sql-redact.ts";
import { maxSqlText } from "contract";
import { threadMsOf } from "../../../../../tools/testing/thread-time.ts";

/** The promise is 50 ms on a quiet machine; a quadratic step takes seconds. */
const mostMs = 500;

const pieces = `
  ( ) [ ] { } , ; . : :: -> || + - * / % = == != <> < > <= >= <=> ? ' '' 'a' \\ ' " "" "a" \`a\` \` -- -- /* */ /**/ /* 0 1 1.5 1e9 0x1f 0b1
  1_000 . .1 1. a a.b a.b.c \`a\`.\`b\` in (in (1 1in not global IN( tokens audit system system. information_schema. select with recursive
  as from join array distinct is on using where prewhere group order by limit having union all intersect except window qualify settings
  format into outfile offset fetch parallel apply( columns( replace( explain describe table exists( case when then else end interval cast(
  file( sleep( values( view( numbers( numbers(1) spans logs {a:String} {a:Identifier} a: , ,a a, final sample null x->x $ # @ ! ~ ^ é
`
  .trim()
  .split(/\s+/);

const phrases = [
  "1 IN (",
  "1 IN (a,",
  "IN a.b",
  "a IN (b.c.",
  "(SELECT * FROM (",
  "WITH RECURSIVE a AS (",
  "WITH RECURSIVE a AS (SELECT 1), ",
  "a AS (SELECT 1), ",
  "WITH a AS (SELECT * FROM a UNION ALL ",
  "SELECT * FROM a, ",
  "FROM a UNION ALL FROM ",
  "JOIN a ON ",
  "a.b.c.d.",
  "`a`.",
  "''''",
  "'\\''",
  "/* a */",
  "-- a\n",
  "a\n",
  "\n",
  " ",
  "(1, (2, ",
  "SETTINGS a ",
  "f(f(f(",
  "x -> ",
  "EXPLAIN ",
  "DESCRIBE ",
  "{a:String} ",
  "CASE WHEN ",
];

/** Of this thread's processor, ms: what else the machine does does not count. */
function timeOf(text: string): number {
  return threadMsOf(() => {
    redactSql(text);
    try {
      checkSql(text);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  });
}

function filled(begin: string, piece: string, length: number = maxSqlText): string {
  return (begin + piece.repeat(Math.ceil(length / piece.length))).slice(0, length);
}

function combinations(seed: number, count: number): readonly string[] {
  const random = createRandom(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: 2 + random.below(5) }, () => random.pick(pieces)).join(random.pick([" ", ""])),
  );
}

const begins = ["SELECT ", "WITH RECURSIVE a AS (SELECT 1) SELECT * FROM a WHERE 1 IN ("];
const all = [
  ...pieces.map((piece, place) => (place % 2 === 0 ? piece : `${piece} `)),
  ...phrases,
  ...combinations(5, 30),
];

test(`checks ${maxSqlText} characters in bounded time, whatever they repeat`, () => {
  timeOf(filled("SELECT ", "a, "));
  const slow = all
    .map((piece, place) => [begins[place % begins.length]!, piece] as const)
    .filter(([begin, piece]) => timeOf(filled(begin, piece)) > mostMs);
  expect(slow).toEqual([]);
});

test("takes about twice as long for twice the text", { tags: ["extended"], timeout: 120_000 }, () => {
  const quickest = (text: string): number => Math.min(timeOf(text), timeOf(text));
  const isSteep = (piece: string): boolean => {
    const [half, whole] = [maxSqlText / 2, maxSqlText].map((length) =>
      quickest(filled("SELECT ", piece, length)),
    );
    return whole! > 40 && whole! / half! > 3.2;
  };
  // three times: the clock goes in steps of four milliseconds, and a busy machine is slow by itself
  expect(phrases.filter((piece) => isSteep(piece) && isSteep(piece) && isSteep(piece))).toEqual([]);
});
