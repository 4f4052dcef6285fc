// Everything about the people who dropped at one step: what differs, why, who they are, and what happened in their traces.
import type { FunnelResult } from "contract";
import type { JSX } from "react";

import { classes } from "../../ui/classes.ts";
import type { Amounts } from "./amounts.ts";
import { DroppedCauses } from "./dropped-causes.tsx";
import { DroppedDiffers } from "./dropped-differs.tsx";
import css from "./funnel.module.css";
import type { StepModel } from "./funnel-model.ts";
import { Reasons } from "./reasons.tsx";
import type { StepsQuery } from "./use-steps-query.ts";
import { WhoDropped } from "./who-dropped.tsx";

interface StepDropProps {
  readonly result: FunnelResult;
  readonly query: StepsQuery;
  readonly step: string;
  /** The step that they did not reach. */
  readonly next: StepModel;
  /** What they are worth; `undefined` until it is read. */
  readonly lost: Amounts | undefined;
}

export function StepDrop({ result, query, step, next, lost }: StepDropProps): JSX.Element {
  const { name } = result.funnel;
  const hasReasons =
    result.reasonsFailed !== null || result.reasons.some((one) => one.step === step && one.reason !== "");
  return (
    <>
      <div className={classes(css["why"], !hasReasons && css["alone"])} id="differs">
        <DroppedDiffers funnel={name} step={step} query={query} />
        {hasReasons && <Reasons result={result} step={step} dropped={next.dropped} />}
      </div>
      <WhoDropped funnel={name} {...{ query, step, next, lost }} />
      <DroppedCauses funnel={name} step={step} query={query} />
    </>
  );
}
