// The columns of a journey, from the rows of `journey-columns`. Steps that are not listed are what is missing to all, so that the sums are
// right however many steps there are.
import type {
  JourneyColumn,
  JourneyColumnLink,
  JourneyColumnNode,
  JourneyColumnsResult,
  JourneyEndings,
} from "contract";
import { groupBy } from "../../lists/group-by.ts";
import { scale } from "./people-parts.ts";

export interface ColumnRow {
  /** From 1. */
  readonly place: string;
  readonly step: string;
  /** What followed: 0 a step, 1 the end, 2 nothing yet, 3 nothing. */
  readonly kind: number;
  readonly following: string;
  /** `1`: of all steps, or whatever followed. */
  readonly ofAllSteps: string;
  readonly ofAllKinds: string;
  /** `0`: of one whole path, which `toPaths` reads. */
  readonly ofAllPaths: string;
  readonly visits: string;
  readonly people: string;
  readonly returns: string;
  readonly errors: string;
  /** Visits in which something failed in the step that followed. */
  readonly followingErrors: string;
  readonly medianMs: number | null;
  /** Visits with a time until what followed. */
  readonly timed: string;
  /** How many ended so, here or later. */
  readonly completed: string;
  readonly open: string;
}

const mostNodes = 12;
const endings = ["completed", "open", "left"] as const;
const none: JourneyEndings = { completed: 0, open: 0, left: 0 };

/** What is known of the visits with a step of this number. */
interface StepPlace {
  readonly all: ColumnRow | undefined;
  /** By how they ended with this step. */
  readonly ended: JourneyEndings;
  /** Those with a node of their own, most visits first. */
  readonly listed: readonly ColumnRow[];
  readonly hasOthers: boolean;
  /** What followed each step. */
  readonly followed: ReadonlyMap<string, readonly ColumnRow[]>;
}

/** @param rows of one place more than `count` */
export function toColumns(
  rows: readonly ColumnRow[],
  count: number,
  share: number,
): Pick<JourneyColumnsResult, "visits" | "people" | "columns" | keyof JourneyEndings> {
  const byPlace = groupBy(
    rows.filter(({ ofAllPaths }) => Number(ofAllPaths) === 1),
    ({ place }) => Number(place),
  );
  const places = Array.from({ length: count + 1 }, (_, at) => toPlace(byPlace.get(at + 1) ?? []));
  const all = places[0]!.all;
  let before = none;
  const columns = places.slice(0, count).map((place, at) => {
    const column = toColumn(place, places[at + 1]!, before, share);
    before = combined(before, place.ended, 1);
    return column;
  });
  return {
    visits: scale(all?.visits ?? 0, share),
    people: scale(all?.people ?? 0, share),
    ...scaled(becameOf(all), share),
    columns,
  };
}

function toPlace(rows: readonly ColumnRow[]): StepPlace {
  const ofAll = rows.filter((row) => Number(row.ofAllSteps) === 1);
  const own = rows.filter((row) => Number(row.ofAllSteps) === 0);
  const nodes = own.filter((row) => Number(row.ofAllKinds) === 1);
  const hasOthers = nodes.length > mostNodes;
  return {
    all: ofAll.find((row) => Number(row.ofAllKinds) === 1),
    ended: endedOf(ofAll.filter((row) => Number(row.ofAllKinds) === 0)),
    listed: hasOthers ? nodes.slice(0, mostNodes - 1) : nodes,
    hasOthers,
    followed: groupBy(
      own.filter((row) => Number(row.ofAllKinds) === 0),
      ({ step }) => step,
    ),
  };
}

function toColumn(place: StepPlace, next: StepPlace, before: JourneyEndings, share: number): JourneyColumn {
  const nodes = place.listed.map((row) => toNode(row, place.followed.get(row.step) ?? []));
  const all = place.hasOthers ? [...nodes, othersOf(nodes, place)] : nodes;
  const links = linksOf(all, place, next);
  return {
    visits: scale(place.all?.visits ?? 0, share),
    before: scaled(before, share),
    nodes: all.map((node) => ({
      ...node,
      visits: scale(node.visits, share),
      people: node.people === null ? null : scale(node.people, share),
      returns: scale(node.returns, share),
      errors: scale(node.errors, share),
      ended: scaled(node.ended, share),
      became: scaled(node.became, share),
    })),
    links: links
      .filter(({ visits }) => visits > 0)
      .map((link) => ({
        ...link,
        visits: scale(link.visits, share),
        errors: link.errors === null ? null : scale(link.errors, share),
      }))
      .toSorted((a, b) => b.visits - a.visits),
  };
}

function toNode(row: ColumnRow, followed: readonly ColumnRow[]): JourneyColumnNode {
  return {
    step: row.step,
    visits: Number(row.visits),
    people: Number(row.people),
    returns: Number(row.returns),
    errors: Number(row.errors),
    medianMs: medianOf(row),
    ended: endedOf(followed.filter(({ kind }) => kind !== 0)),
    became: becameOf(row),
  };
}

const medianOf = ({ timed, medianMs }: ColumnRow): number | null => (Number(timed) === 0 ? null : medianMs);

/** All steps of a place that have no node of their own. */
function othersOf(nodes: readonly JourneyColumnNode[], { all, ended }: StepPlace): JourneyColumnNode {
  const rest = (key: "visits" | "returns" | "errors"): number =>
    nodes.reduce((left, node) => left - node[key], Number(all?.[key] ?? 0));
  return {
    step: null,
    visits: rest("visits"),
    people: null,
    returns: rest("returns"),
    errors: rest("errors"),
    medianMs: null,
    ended: nodes.reduce((left, node) => combined(left, node.ended, -1), ended),
    became: nodes.reduce((left, node) => combined(left, node.became, -1), becameOf(all)),
  };
}

/** Where the visits of each node went, and how many of them to steps of the next place that are not listed. */
function linksOf(
  nodes: readonly JourneyColumnNode[],
  { followed }: StepPlace,
  next: StepPlace,
): readonly JourneyColumnLink[] {
  const known = new Set(next.listed.map(({ step }) => step));
  const ofListed = nodes.flatMap(({ step }) =>
    step === null
      ? []
      : (followed.get(step) ?? []).filter((row) => row.kind === 0 && known.has(row.following)),
  );
  const listed = ofListed.map((row): JourneyColumnLink => ({
    from: row.step,
    to: row.following,
    visits: Number(row.visits),
    medianMs: medianOf(row),
    errors: Number(row.followingErrors),
  }));
  const ofOthers = nodes.some(({ step }) => step === null)
    ? next.listed.map(({ step, visits }) =>
        unnamed(null, step, Number(visits) - sumOf(listed.filter(({ to }) => to === step))),
      )
    : [];
  const named = [...listed, ...ofOthers];
  const toOthers = nodes.map(({ step, visits, ended }) =>
    unnamed(
      step,
      null,
      visits - ended.completed - ended.open - ended.left - sumOf(named.filter(({ from }) => from === step)),
    ),
  );
  return [...named, ...toOthers];
}

const unnamed = (from: string | null, to: string | null, visits: number): JourneyColumnLink => ({
  from,
  to,
  visits,
  medianMs: null,
  errors: null,
});

const sumOf = (links: readonly JourneyColumnLink[]): number =>
  links.reduce((sum, { visits }) => sum + visits, 0);

/** By how visits ended with a step, from rows of what followed. */
function endedOf(rows: readonly ColumnRow[]): JourneyEndings {
  const count = (kind: number): number =>
    rows.reduce((sum, row) => sum + (row.kind === kind ? Number(row.visits) : 0), 0);
  return { completed: count(1), open: count(2), left: count(3) };
}

/** By how visits ended at any later step. */
function becameOf(row: ColumnRow | undefined): JourneyEndings {
  const [visits, completed, open] = [row?.visits, row?.completed, row?.open].map((count) =>
    Number(count ?? 0),
  );
  return { completed: completed!, open: open!, left: visits! - completed! - open! };
}

const combined = (one: JourneyEndings, other: JourneyEndings, sign: 1 | -1): JourneyEndings => ({
  completed: one.completed + sign * other.completed,
  open: one.open + sign * other.open,
  left: one.left + sign * other.left,
});

const scaled = (one: JourneyEndings, share: number): JourneyEndings =>
  Object.fromEntries(endings.map((key) => [key, scale(one[key], share)])) as unknown as JourneyEndings;
