// A chart as JSON: for everything that the builder does not say. The console checks it when the chart is drawn.
import type { ChartSpec } from "contract";
import { useState, type JSX } from "react";

import { mistakeInChart } from "../../../lib/chart-draft.ts";
import css from "./builder.module.css";

export interface ChartTextProps {
  readonly chart: ChartSpec;
  readonly onChange: (chart: ChartSpec) => void;
  /** `undefined`: the text is JSON again. */
  readonly onMistake: (mistake: string | undefined) => void;
}

export function ChartText({ chart, onChange, onMistake }: ChartTextProps): JSX.Element {
  const { title, ...rest } = chart;
  const [text, setText] = useState(() => JSON.stringify(rest, undefined, 2));
  const type = (next: string): void => {
    setText(next);
    try {
      const typed = JSON.parse(next) as Omit<ChartSpec, "title">;
      const mistake = mistakeInChart(typed);
      if (mistake === undefined) onChange({ ...typed, title });
      onMistake(mistake);
    } catch (error) {
      onMistake((error as Error).message);
    }
  };
  return (
    <textarea
      className={css["text"]}
      aria-label="Chart as JSON"
      spellCheck={false}
      value={text}
      onChange={(event) => type(event.target.value)}
    />
  );
}
