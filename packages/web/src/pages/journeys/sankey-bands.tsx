// The bands of a Sankey: paths between steps, and the fading ends of visits that left.
import { shareOf } from "catalog/measures";
import type { JourneyLink } from "contract";
import { memo, type JSX } from "react";

import type { PlacedEnd } from "../../draw/sankey.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import css from "./sankey.module.css";

/** A path on which something failed for more than this share of its visits is drawn in the colour of errors. */
const notableErrors = 0.05;

interface BandProps {
  readonly link: JourneyLink;
  readonly d: string;
  readonly selected: boolean;
  readonly visitsAtStart: number;
}

/** Rendered again only when it changed itself: there may be a thousand. */
export const Band = memo(function Band({ link, d, selected, visitsAtStart }: BandProps): JSX.Element {
  const isFailing = link.errors > link.visits * notableErrors;
  return (
    <path className={classes(css["path"], selected && css["selected"], isFailing && css["failing"])} d={d}>
      <title>{linkTitle(link, visitsAtStart)}</title>
    </path>
  );
});

interface EndProps {
  readonly end: PlacedEnd;
  readonly selected: boolean;
  /** The id of `Fades`. */
  readonly fade: string;
}

export const End = memo(function End({ end, selected, fade }: EndProps): JSX.Element {
  return (
    <g className={classes(css["left"], selected && css["selected"])}>
      <path d={end.d} fill={`url(#${fade}${selected ? "a" : ""})`}>
        <title>{`${formatCount(end.node.left)} left after ${end.node.step}`}</title>
      </path>
      <text x={end.labelX} y={end.labelY}>
        {formatCount(end.node.left)} left
      </text>
    </g>
  );
});

/** The gradients of the ends; that of the selected step has the id with an `a`. */
export function Fades({ id }: { readonly id: string }): JSX.Element {
  return (
    <defs>
      <linearGradient id={id}>
        <stop offset="0" className={css["fadeStart"]} />
        <stop offset="1" className={css["fadeEnd"]} />
      </linearGradient>
      <linearGradient id={`${id}a`}>
        <stop offset="0" className={css["selectedFadeStart"]} />
        <stop offset="1" className={css["fadeEnd"]} />
      </linearGradient>
    </defs>
  );
}

/** What a band means, in words. */
export function linkTitle(link: JourneyLink, visitsAtStart: number): string {
  const { from, to, visits, medianMs, errors } = link;
  const share = formatShare(shareOf(visits, visitsAtStart));
  const failed = errors === 0 ? "no errors" : `${formatShare(shareOf(errors, visits))} with errors`;
  return `${from} → ${to}: ${formatCount(visits)} visits, ${share}, median ${formatDuration(medianMs)}, ${failed}`;
}
