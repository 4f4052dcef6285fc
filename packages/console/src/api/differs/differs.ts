// GET /api/differs: which attributes differ between a selection and the rest. The store counts, the engine (candidates.ts, findings.ts)
// judges: first every attribute alone, then the strongest conditions together, then who and what money the findings concern.
import { leastEvidence } from "catalog/measures";
import type { DiffersResult, Finding, Money } from "contract";
import { isNumeric, readTypedAttributes, type TypedAttributes } from "../attributes/typed-attributes.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { limitList } from "../limits/limit-list.ts";
import { readRange } from "../params/params.ts";
import { toResolved } from "../time/range.ts";
import { sumMoney } from "../transactions/money.ts";
import { type NumberMeanings, testAttributes, type Tested } from "./candidates.ts";
import { toCandidateParams } from "./candidate-params.ts";
import type { KeyCounts, Sides } from "./counts.ts";
import { toFindings } from "./findings.ts";
import type { QueryName } from "../../sql/query-name.ts";
import { firstAlwaysBit, maxCandidates, type Pattern } from "./patterns.ts";
import {
  type SideRow,
  type SpanSides,
  toComparedParams,
  toPatternParams,
  toSpanSides,
} from "./operations.ts";
import {
  type BarRow,
  countOmitted,
  type KeyRow,
  splitNumbers,
  toKeyCounts,
  toNumberCounts,
  toTraceCounts,
  traceRows,
} from "./read-counts.ts";
import { type SampleSize, sampleSizes } from "./sample.ts";
import { chosenKeys, type DiffersParams, needsCause, readSelection } from "./selection.ts";
import { openSource, type Source } from "./sources.ts";
import { inWords, toFinding } from "./to-finding.ts";

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
  const [{ rows, within, params: own, hasMoney, ...counts }, typed] = await Promise.all([
    count(source, chosenKeys(params, selection), context),
    readTypedAttributes(context),
  ]);
  const shared = {
    ...toResolved(range),
    unit: source.unit,
    sampled: source.sampled,
    rest: { count: rows.rest },
  };
  if (rows.selection < leastEvidence || rows.rest < leastEvidence)
    return { ...shared, ...tooFew(rows, source.unit) };
  const isByOutcome = needsCause(params, selection);
  const tested = testAttributes(
    {
      ...counts,
      meanings: meaningsOf(typed),
      needsCause: isByOutcome,
      areOperationsCauses: isByOutcome && within?.isWithin === false,
    },
    maxCandidates,
  );
  const candidateParams = {
    ...own,
    ...(within && toPatternParams(within)),
    ...toCandidateParams(tested.candidates),
    mostPatterns: size.patterns,
  };
  const { patterns, people, money } = await findPatterns(source, candidateParams, rows.selection, context);
  const every = toFindings(tested.candidates, {
    patterns,
    sides: counts.sides,
    values: valuesIn(counts.keys) + valuesIn(counts.trace.keys),
    needsCause: isByOutcome,
    ...(within && { beside: within.always }),
  });
  const found = every.slice(0, params.limit);
  const masks = [0, ...found.map(({ mask }) => mask)];
  // money is exact: the rare patterns that were not read may have most of it
  const isSummed = source.hasOwnAmounts && patterns.length < size.patterns;
  const amounts =
    hasMoney && !isSummed
      ? await findAmounts(source.queries.amounts, { ...candidateParams, findings: masks }, context)
      : masks.map(money);
  const concerned = masks.map((mask, at) => ({ people: people(mask), amounts: mainMoney(amounts[at]) }));
  const all = found.map((one, at) => toFinding(one, rows, counts.numbers, concerned[at + 1]!));
  return {
    ...shared,
    ...toAnswer(all, every.length, tested, rows),
    selection: { count: rows.selection, ...concerned[0]! },
  };
}

function toAnswer(
  found: readonly Finding[],
  total: number,
  { compared, same }: Tested,
  rows: SpanSides["rows"],
) {
  const listed = limitList(found, { bytes: findingBytes, total });
  const others = limitList(same, { rows: maxSame });
  return {
    verdict: found.length === 0 ? "nothing" : "differs",
    findings: listed.items,
    truncatedFindings: listed.truncated,
    compared,
    same: others.items,
    truncatedSame: others.truncated,
    summary: inWords(found[0], rows),
  } satisfies Partial<DiffersResult>;
}

function valuesIn(keys: readonly KeyCounts[]): number {
  return keys.reduce((sum, { values }) => sum + values.length, 0);
}

function tooFew({ selection }: SpanSides["rows"], unit: string) {
  return {
    selection: { count: selection, people: null, amounts: [] },
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

async function count(
  { queries, params, mayEndEarly }: Source,
  chosen: ReadonlySet<string>,
  context: ApiContext,
) {
  const within =
    queries.sides === undefined ? undefined : toSpanSides(await run<SideRow>(context, queries.sides, params));
  const own = { ...params, ...(within && toComparedParams(within)) };
  const [counted, barRows, ofTraces, money] = await Promise.all([
    run<KeyRow>(context, queries.keys, own),
    queries.bars === undefined ? undefined : run<BarRow>(context, queries.bars, own),
    run<KeyRow>(context, queries.traces, own),
    run<{ found: number }>(context, "differs-money", own),
  ]);
  const { keys: keyRows, bars } = splitNumbers(counted);
  const sides = within?.sides ?? toOwnSides(keyRows);
  const isOfOperation = within?.isWithin ?? false;
  const isAsked = ({ key }: { readonly key: string }): boolean =>
    isCompared(key, chosen) && !(isOfOperation && ofOperation.has(key));
  return {
    params: own,
    within,
    rows: within?.rows ?? { selection: sides.selection, rest: sides.rest },
    sides,
    mayEndEarly,
    hasMoney: money.length > 0,
    keys: toKeyCounts(keyRows).filter(isAsked),
    numbers: toNumberCounts(barRows ?? bars).filter(isAsked),
    trace: {
      sides: toTraceSides(ofTraces, sides),
      keys: toTraceCounts(ofTraces).filter(({ key }) => isCompared(key, chosen)),
      omitted: countOmitted(ofTraces),
    },
  };
}

/** One value in each operation. */
const ofOperation: ReadonlySet<string> = new Set(["name", "kind", "service.name"]);

/** Of the rows of which a trace is known. */
function toTraceSides(rows: readonly KeyRow[], { selection, rest, ...groups }: Sides): Sides {
  const known = toOwnSides(rows, traceRows);
  return {
    ...known,
    selectionGroups: (known.selection / Math.max(1, selection)) * groups.selectionGroups,
    restGroups: (known.rest / Math.max(1, rest)) * groups.restGroups,
  };
}

/** Of rows that are independent of each other, by the attribute that all of them have. */
function toOwnSides(rows: readonly KeyRow[], ofAll = "telltale.rows"): Sides {
  const all = rows.find(({ attribute }) => attribute === ofAll);
  const [selection, rest] = [Number(all?.selectionRows ?? 0), Number(all?.restRows ?? 0)];
  return { selection, rest, selectionGroups: selection, restGroups: rest };
}

/** The library's own attributes describe how it records, not what happened. */
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
    patterns: rows
      .filter(({ mask }) => mask < firstAlwaysBit)
      .map(({ mask, inSelection, inRest }) => ({
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
