// The first line of the page of a funnel: its verdict, the finding in words, and the way to its cause.
import type { JSX } from "react";

import { unbrokenFigures } from "../../lib/unbroken.ts";
import type { Verdict } from "../../lib/verdict.ts";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { JudgedWithout } from "../../ui/verdict-line.tsx";
import css from "./finding-line.module.css";
import type { FunnelFinding } from "./funnel-finding.ts";

interface FindingLineProps {
  readonly funnel: string;
  readonly verdict: Verdict;
  /** `undefined` until it is known. */
  readonly finding: FunnelFinding | undefined;
  /** Shows who dropped at the step. */
  readonly onStep: (step: string) => void;
}

export function FindingLine({ funnel, verdict, finding, onStep }: FindingLineProps): JSX.Element {
  const { step, claim, more = [] } = finding ?? {};
  const isBad = verdict.state === "bad";
  return (
    <section className={classes(css["finding"], isBad && css["bad"])} aria-label="Finding">
      <Status kind={verdict.kind}>{verdict.word}</Status>
      <p>
        {claim !== undefined && <b>{unbrokenFigures(claim)}.</b>} {unbrokenFigures(more.join(" "))}
        <JudgedWithout />
      </p>
      {step !== undefined && (
        <button
          type="button"
          className={isBad ? ui.button["primary"] : ui.button["button"]}
          onClick={() => onStep(step)}
        >
          What differs
        </button>
      )}
      {claim !== undefined && (
        <CopyMarkdown
          finding={{
            title: `Funnel ${funnel}: ${claim}`,
            facts: more.map((text) => ["Cost", text] as const),
          }}
          variant="icon"
        />
      )}
    </section>
  );
}
