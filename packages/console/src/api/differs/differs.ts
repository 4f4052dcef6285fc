// GET /api/differs: which attributes differ between a selection and the rest. The store counts, the engine (candidates.ts, findings.ts)
// judges: first every attribute alone, then the strongest conditions together, then who and what money the findings concern.
import type { DiffersResult, Money } from "contract";
import { isNumeric, readTypedAttributes, type TypedAttributes } from "../attributes/typed-attributes.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";
import { type NumberMeanings, testAttributes } from "./candidates.ts";
import { toCandidateParams } from "./candidate-params.ts";
import type { Sides } from "./counts.ts";
import { toFindings } from "./findings.ts";
import type { QueryName } from "../../sql/query-name.ts";
import { sumMoney } from "./money-sum.ts";
import { maxCandidates, type Pattern } from "./patterns.ts";
import { type BarRow, type KeyRow, toKeyCounts, toNumberCounts } from "./read-counts.ts";
import { type SampleSize, sampleSizes } from "./sample.ts";
import { chosenKeys, type DiffersParams, readSelection } from "./selection.ts";
import { openSource, type Source } from "./sources.ts";
import { inWords, toFinding } from "./to-finding.ts";

/** With fewer rows on a side, nothing is compared. */
const minRows = 20;
const maxSame = 500;
const findingBytes = 4_000_000;
/** Currencies of one sum. */
const maxCurrencies = 100;

/** @param size how many spans are compared. */
export async function listDifferences(
  params: DiffersParams,
  context: ApiContext,
  size: SampleSize = sampleSizes[params.sample],
): Promise<DiffersResult> {
  const range = readRange(params, context);
  const selection = readSelection(params);
  const source = await openSource(params, range, selection, size, context);
  const [{ sides, hasMoney, ...counts }, typed] = await Promise.all([
    count(source, chosenKeys(params, selection), context),
    readTypedAttributes(context),
  ]);
  const shared = {
    ...toResolved(range),
    unit: source.unit,
    sampled: source.sampled,
    rest: { count: sides.rest },
  };
  if (sides.selection < minRows || sides.rest < minRows) return { ...shared, ...tooFew(sides, source.unit) };
  const { candidates, compared, same } = testAttributes(
    counts.keys,
    counts.numbers,
    sides,
    maxCandidates,
    meaningsOf(typed),
  );
  const { patterns: mostPatterns } = size;
  const candidateParams = { ...source.params, ...toCandidateParams(candidates), mostPatterns };
  const { patterns, people, money } = await findPatterns(source, candidateParams, sides.selection, context);
  const values = counts.keys.reduce((sum, { values: named }) => sum + named.length, 0);
  const every = toFindings(candidates, patterns, sides, values);
  const found = every.slice(0, params.limit);
  const masks = [0, ...found.map(({ mask }) => mask)];
  // money is exact: the rare patterns that were not read may have most of it
  const isSummed = source.hasOwnAmounts && patterns.length < mostPatterns;
  const amounts =
    hasMoney && !isSummed
      ? await findAmounts(source.queries.amounts, { ...candidateParams, findings: masks }, context)
      : masks.map(money);
  const concerned = masks.map((mask, at) => ({ people: people(mask), amounts: mainMoney(amounts[at]) }));
  const all = found.map((one, at) => toFinding(one, counts.numbers, concerned[at + 1]!));
  const listed = limitList(all, { bytes: findingBytes, total: every.length });
  const others = limitList(same, { rows: maxSame });
  return {
    ...shared,
    selection: { count: sides.selection, ...concerned[0]! },
    verdict: all.length === 0 ? "nothing" : "differs",
    findings: listed.items,
    truncatedFindings: listed.truncated,
    compared,
    same: others.items,
    truncatedSame: others.truncated,
    summary: inWords(all[0], sides),
  };
}

function tooFew(sides: Sides, unit: string) {
  return {
    selection: { count: sides.selection, people: null, amounts: [] },
    verdict: "few",
    findings: [],
    truncatedFindings: 0,
    compared: 0,
    same: [],
    truncatedSame: 0,
    summary: `Too few ${unit} to compare`,
  } satisfies Partial<DiffersResult>;
}

function mainMoney(amounts: readonly Money[] = []): Money[] {
  return amounts.slice(0, maxCurrencies);
}

/** A number with a unit is a quantity, an enumeration of numbers has codes. */
function meaningsOf(typed: TypedAttributes): NumberMeanings {
  const meanings = new Map<string, "quantity" | "code">();
  for (const { key, unit, members, ...one } of typed.values())
    if (isNumeric(one) && (members.length > 0 || unit !== "" || one.type === "double"))
      meanings.set(key, members.length > 0 ? "code" : "quantity");
  return meanings;
}

interface SideRow {
  readonly isSelection: boolean | number;
  readonly rows: string;
  readonly groups: string;
}

async function count({ queries, params }: Source, chosen: ReadonlySet<string>, context: ApiContext) {
  const [sideRows, keyRows, barRows, money] = await Promise.all([
    queries.sides === undefined ? undefined : run<SideRow>(context, queries.sides, params),
    run<KeyRow>(context, queries.keys, params),
    run<BarRow>(context, queries.bars, params),
    run<{ found: number }>(context, "differs-money", params),
  ]);
  return {
    sides: sideRows === undefined ? toOwnSides(keyRows) : toSides(sideRows),
    hasMoney: money.length > 0,
    keys: toKeyCounts(keyRows).filter(({ key }) => isCompared(key, chosen)),
    numbers: toNumberCounts(barRows).filter(({ key }) => isCompared(key, chosen)),
  };
}

function toSides(rows: readonly SideRow[]): Sides {
  const [selection, rest] = [true, false].map((isSelection) =>
    rows.find((row) => Boolean(row.isSelection) === isSelection),
  );
  return {
    selection: Number(selection?.rows ?? 0),
    rest: Number(rest?.rows ?? 0),
    selectionGroups: Number(selection?.groups ?? 0),
    restGroups: Number(rest?.groups ?? 0),
  };
}

/** Of rows that are independent of each other, by the attribute that all of them have. */
function toOwnSides(rows: readonly KeyRow[]): Sides {
  const all = rows.find(({ attribute }) => attribute === "telltale.rows");
  const [selection, rest] = [Number(all?.selectionRows ?? 0), Number(all?.restRows ?? 0)];
  return { selection, rest, selectionGroups: selection, restGroups: rest };
}

/** The library's own attributes tell how it records, not what happened. */
function isCompared(key: string, chosen: ReadonlySet<string>): boolean {
  return !chosen.has(key) && !key.startsWith("telltale.");
}

/** Up to so many rows of the selection, users are counted exactly; of more, a part of the users is counted. */
const maxUserRows = 20_000;

interface PatternRow {
  readonly mask: number;
  readonly inSelection: string;
  readonly inRest: string;
  readonly users: readonly number[];
  /** By currency; of rows that have amounts of their own. */
  readonly amounts?: Readonly<Record<string, string>>;
}

async function findPatterns(
  { queries }: Source,
  params: QueryParams,
  selectionRows: number,
  context: ApiContext,
): Promise<{
  readonly patterns: Pattern[];
  people(mask: number): number | null;
  money(mask: number): Money[];
}> {
  const everyUser = Math.ceil(selectionRows / maxUserRows);
  const rows = await run<PatternRow>(context, queries.patterns, { ...params, everyUser });
  const areKnown = rows.some(({ users }) => users.length > 0);
  const meeting = (mask: number): PatternRow[] => rows.filter((row) => (row.mask & mask) === mask);
  return {
    patterns: rows.map(({ mask, inSelection, inRest }) => ({
      mask: Number(mask),
      selection: Number(inSelection),
      rest: Number(inRest),
    })),
    people(mask) {
      const users = new Set(meeting(mask).flatMap(({ users: ids }) => ids));
      return areKnown ? users.size * everyUser : null;
    },
    money: (mask) => sumMoney(meeting(mask).map(({ amounts = {} }) => amounts)),
  };
}

/** The money of the transactions that each finding concerns; of the whole selection first. */
async function findAmounts(query: QueryName, params: QueryParams, context: ApiContext): Promise<Money[][]> {
  const rows = await run<{ place: string; currency: string; total: string }>(context, query, params);
  const amounts: Money[][] = [];
  for (const { place, currency, total } of rows)
    (amounts[Number(place)] ??= []).push({ currency, amount: total });
  return amounts;
}
