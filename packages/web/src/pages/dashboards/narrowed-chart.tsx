// The picture of a chart in the scope of the header. Above it: which service or conditions of the header do not narrow it, and the page that
// they narrow.
import { Link } from "@tanstack/react-router";
import type { ChartQuestion } from "contract";
import type { JSX } from "react";

import { useScope } from "../../state/scope.ts";
import { ChartPanel } from "../../ui/chart-panel.tsx";
import { AppliedConditions } from "../../ui/export/applied-conditions.ts";
import { LeftConditions } from "../../ui/left-conditions.tsx";
import { ui } from "../../ui/styles.ts";
import { conditionsOfChart } from "./chart-conditions.ts";
import css from "./one.module.css";
import { targetOf } from "./source-target.ts";

/** Of the line with conditions that do not apply, as in `one.module.css`. */
const lineHeight = 24;

export function NarrowedChart({
  question,
  height,
}: {
  readonly question: ChartQuestion;
  /** Of the picture and the line together. */
  readonly height: number;
}): JSX.Element {
  const { applied, left } = conditionsOfChart(question.chart, useScope());
  const target = targetOf(question.chart, []);
  return (
    <div>
      <LeftConditions left={left} of="this chart" className={css["left"]}>
        {target !== undefined && (
          <Link {...target} className={ui.text["link"]}>
            Open its page
          </Link>
        )}
      </LeftConditions>
      <AppliedConditions value={applied}>
        <ChartPanel question={question} height={left.length > 0 ? height - lineHeight : height} />
      </AppliedConditions>
    </div>
  );
}
