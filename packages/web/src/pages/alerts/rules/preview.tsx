// What the rule would have done in the last week: how often it would have fired, for how long, and when. A slider moves its limit.
import type { PreviewGroup, PreviewResult } from "contract";
import { useId, useRef, type JSX } from "react";

import { toProblem } from "../../../data/api-error.ts";
import { alertFormat } from "../../../lib/alert-value.ts";
import { limitsOf } from "../../../lib/preview-limits.ts";
import { sourceWords } from "../../../lib/rule-sources.ts";
import type { RuleContent } from "../../../lib/rule-words.ts";
import { stepWord } from "../../../lib/step-word.ts";
import { usualLimit } from "../../../lib/usual-limit.ts";
import { ProblemState } from "../../../ui/problem-state.tsx";
import { SkeletonBlock } from "../../../ui/skeleton.tsx";
import { ui } from "../../../ui/styles.ts";
import { AlertChart, type AlertChartProps } from "../one/alert-chart.tsx";
import { Labels } from "../parts/labels.tsx";
import { useRuleLate } from "../parts/rule-late.ts";
import { CurrenciesNote } from "./currencies-note.tsx";
import { limitOf, withLimit } from "./draft.ts";
import css from "./preview.module.css";
import { previewOutcome } from "./preview-outcome.ts";
import type { Preview } from "./use-preview.ts";

export interface RulePreviewProps {
  readonly content: RuleContent;
  readonly onChange: (content: RuleContent) => void;
  readonly preview: Preview;
  readonly unit: string;
  /** The draft is not what is seen: it must not change elsewhere. */
  readonly isFixed: boolean;
}

const mostGroups = 5;

export function RulePreview({ content, onChange, preview, unit, isFixed }: RulePreviewProps): JSX.Element {
  const { result, isWaiting, error, mistakes } = preview;
  const title = useRef<HTMLHeadingElement>(null);
  return (
    <section className={css["preview"]} aria-label="Preview" aria-busy={isWaiting}>
      <h2 ref={title} tabIndex={-1} className={ui.section["title"]}>
        Preview
      </h2>
      <p role="status" className={css["outcome"]}>
        {result === undefined ? (
          <span className={ui.text["dim"]}>{waitingText(mistakes.length, isWaiting)}</span>
        ) : (
          previewOutcome(result)
        )}
      </p>
      {result !== undefined && (
        <CurrenciesNote
          result={result}
          content={content}
          isDisabled={isFixed}
          onChoose={(next) => {
            onChange(next);
            // the note goes with its buttons
            title.current?.focus();
          }}
        />
      )}
      {error !== undefined && mistakes.length === 0 && (
        <ProblemState inline problem={toProblem(error)} onRetry={preview.retry} />
      )}
      {result === undefined && isWaiting && <SkeletonBlock height={200} />}
      {result !== undefined && (
        <div className={isWaiting ? css["dimmed"] : undefined}>
          {[...hintOf(result, content), ...limitsOf(result, content)].map((limit) => (
            <p key={limit} className={ui.text["dim"]}>
              {limit}
            </p>
          ))}
          <Slider {...{ content, onChange, unit, result, isFixed }} />
          <Groups content={content} result={result} unit={unit} name={sourceWords(content) || "value"} />
        </div>
      )}
    </section>
  );
}

/** Why nothing fired, although the chart goes beyond the limit. */
function hintOf({ firings, groups }: PreviewResult, content: RuleContent): readonly string[] {
  if (firings > 0) return [];
  const unsure = groups.find((one) => one.unsure !== null)?.unsure;
  if (unsure !== undefined && unsure !== null)
    return [`The value crossed the limit, but without enough evidence: ${unsure.reason}.`];
  const limit = limitOf(content);
  if (limit === undefined) return [];
  const isBeyond = ({ value }: PreviewGroup["points"][number]): boolean =>
    value !== null && (limit.side === "above" ? value > limit.value : value < limit.value);
  if (!groups.some(({ points }) => points.some(isBeyond))) return [];
  return ["The value crossed the limit, but too briefly."];
}

function waitingText(mistakes: number, isWaiting: boolean): string {
  if (isWaiting) return "Evaluating the last week";
  return mistakes > 0
    ? "The preview appears when the rule has no mistakes."
    : "Choose a source to see when the rule would have fired.";
}

function Slider({
  content,
  onChange,
  unit,
  result,
  isFixed,
}: Pick<RulePreviewProps, "content" | "onChange" | "unit" | "isFixed"> & {
  readonly result: PreviewResult;
}): JSX.Element | null {
  const id = useId();
  const limit = limitOf(content);
  if (limit === undefined) return null;
  const usual = usualLimit(
    result.groups.flatMap(({ points }) => points.map(({ value }) => value)),
    limit.side,
  );
  const { least, most, step } = sliderRange(result.groups, limit.value);
  return (
    <div className={css["slider"]}>
      <label htmlFor={id}>Fires {limit.side}</label>
      <input
        id={id}
        type="range"
        aria-label={`Fires ${limit.side}`}
        min={least}
        max={most}
        step={step}
        value={limit.value}
        disabled={isFixed}
        aria-valuetext={alertFormat(unit)(limit.value)}
        onChange={(event) => onChange(withLimit(content, Number(event.target.value)))}
      />
      <output htmlFor={id}>{alertFormat(unit)(limit.value)}</output>
      {usual !== undefined && usual !== limit.value && (
        <button
          type="button"
          className={ui.button["quiet"]}
          disabled={isFixed}
          title="Just beyond the usual values of the week, without those that are unusual now"
          onClick={() => onChange(withLimit(content, usual))}
        >
          Use the usual limit, {alertFormat(unit)(usual)}
        </button>
      )}
    </div>
  );
}

/** From a little below the smallest value to a little above the greatest, in about 200 round steps. */
function sliderRange(
  groups: readonly Pick<PreviewGroup, "points">[],
  limit: number,
): { readonly least: number; readonly most: number; readonly step: number } {
  let [low, high] = [limit, limit];
  for (const { points } of groups) {
    for (const { value } of points) {
      if (value === null) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  const length = high - low || Math.abs(limit) || 1;
  const step = 10 ** Math.floor(Math.log10(length / 50));
  const round = (value: number): number => Number((Math.round(value / step) * step).toPrecision(12));
  return {
    least: round(Math.floor((low - length / 10) / step) * step),
    most: round(high + length / 10),
    step,
  };
}

/** Where the first of the groups begins: the pictures have no empty beginning, and one axis. */
function beginningOf(groups: readonly PreviewGroup[]): number {
  const firsts = groups.map(({ points }) =>
    points.findIndex(({ value, state }) => value !== null || state !== "ok"),
  );
  return Math.min(...firsts.map((first) => (first === -1 ? Infinity : first)));
}

function seriesOf(
  points: PreviewGroup["points"],
  at: number,
  { from, to, stepMs }: PreviewResult,
): AlertChartProps["series"] {
  return at === 0 || at >= points.length
    ? { from, to, stepMs, points }
    : { from: points[at]!.time, to, stepMs, points: points.slice(at) };
}

function Groups({
  content,
  result,
  unit,
  name,
}: {
  readonly content: RuleContent;
  readonly result: PreviewResult;
  readonly unit: string;
  readonly name: string;
}): JSX.Element {
  const { groups, groupCount, stepMs } = result;
  const late = useRuleLate(content);
  if (groups.length === 0) return <p className={ui.text["dim"]}>No data in the last week.</p>;
  const shown = groups.slice(0, mostGroups);
  const begins = beginningOf(shown);
  return (
    <>
      {shown.map((one) => (
        <div key={`${one.rule}${JSON.stringify(one.group)}`} className={css["group"]}>
          <Labels labels={one.group} />
          <AlertChart
            series={seriesOf(one.points, begins, result)}
            unit={unit}
            name={name}
            height={groups.length > 1 ? 110 : 200}
            late={late}
          />
        </div>
      ))}
      {groupCount > mostGroups && (
        <p className={ui.text["dim"]}>and {groupCount - mostGroups} more groups, which fired for less time</p>
      )}
      <p className={ui.text["dim"]}>Evaluated every {stepWord(stepMs)} of the week.</p>
    </>
  );
}
