// How the console reads a source from its store: live, and over a long range for previews and charts. `readings.ts` has all of them.
import type { Input, Reading, Source } from "alerts/readings";
import type { Ask, AskOptions } from "./ask.ts";
import type { AttributeMaps } from "./attribute-maps.ts";
import {
  type CellRow,
  familiesOf,
  type Family,
  halvesOf,
  type InputOf,
  type Kind,
  readFamily,
  type ReadLimits,
} from "./family.ts";
import { openSums } from "./open-windows.ts";
import type { SeriesCache } from "./series.ts";
import type { AskSql, SqlTurn } from "./sql.ts";
import type { ReadWindow, Steps } from "./windows.ts";

/** How readings of a source come from the store. */
export interface SourceReading<S extends Source> {
  /** What is asked in a round. */
  tasks(inputs: readonly InputOf<S>[], round: Round): readonly Task[];
  /** @throws {ReadingMistake} and `ProblemError` when the source cannot be read over so long a range. */
  windows(input: InputOf<S>, steps: Steps, asked: RangeAsk): Promise<SourceWindows>;
}

/** What the readings of a round share. */
export interface Round {
  readonly ask: Ask;
  /** Unix ms. */
  readonly at: number;
  readonly maps: AttributeMaps;
  readonly series: SeriesCache;
  readonly options: AskOptions;
  readonly sql: SqlTurn;
  /** Whether an input was too much for the query that it shares. */
  readonly isAlone: (input: Input) => boolean;
  readonly limits: ReadLimits;
}

/** One question to the store. */
export interface Task {
  readonly ids: readonly string[];
  readonly run: () => Promise<ReadonlyMap<string, Reading>>;
  /** Two questions with half of the inputs each; undefined when there is no smaller question. */
  readonly halves: () => readonly Task[] | undefined;
  /** The text of a query of people. */
  readonly query?: string;
}

/** What readings over a range share. */
export interface PreviewAsk {
  readonly ask: Ask;
  readonly series: SeriesCache;
  readonly askSql: AskSql | undefined;
  readonly options: AskOptions;
}

export interface RangeAsk extends PreviewAsk {
  readonly maps: AttributeMaps;
}

/** The readings of a source in all windows of a range. */
export interface SourceWindows {
  readonly read: ReadWindow;
  /** The largest relative error of values; absent: as exact as live readings. */
  readonly precision?: number;
  /** Where there was too much to read, only the newest part was: what has no value may not be zero. */
  readonly isPartial?: boolean;
  /** One of so many people was read, who represents the others. */
  readonly oneOf?: number;
}

/** A source whose inputs share queries. Without `windows` the numbers of a window are the sums of those of its steps. */
export function familyReading<S extends Source, Row extends CellRow>(
  kindOf: (asked: Pick<RangeAsk, "ask" | "maps">) => Kind<S, Row>,
  windows?: SourceReading<S>["windows"],
): SourceReading<S> {
  return {
    tasks(inputs, round) {
      const kind = kindOf(round);
      return familyTasks(inputs, kind, round, (family) => readFamily(kind, family, round.at, round.limits));
    },
    windows: windows ?? (async (input, steps, asked) => openSums(kindOf(asked), input, steps)),
  };
}

/** Families, and inputs that were too much for theirs: alone, they do not keep others waiting. */
export function familyTasks<S extends Source>(
  inputs: readonly InputOf<S>[],
  own: Pick<Kind<S, CellRow>, "share" | "choiceOf" | "mostChoices">,
  { isAlone }: Pick<Round, "isAlone">,
  run: (family: Family<S>) => Promise<ReadonlyMap<string, Reading>>,
): readonly Task[] {
  const toTask = (family: Family<S>): Task => ({
    ids: family.inputs.map(({ id }) => id),
    run: () => run(family),
    halves: () => halvesOf(family, own.choiceOf)?.map(toTask),
  });
  const together = inputs.filter((one) => !isAlone(one));
  const single = inputs.filter(isAlone).flatMap((one) => familiesOf([one], own));
  return [...familiesOf(together, own), ...single].map(toTask);
}
