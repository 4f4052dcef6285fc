import type { ErrorGroup } from "contract";
import type { JSX } from "react";

import { withMore } from "../../lib/with-more.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";

/** The versions a group occurred in: the first and the last, and how many there are. */
export function VersionSpan({
  group: { releases, truncatedReleases },
}: {
  readonly group: Pick<ErrorGroup, "releases" | "truncatedReleases">;
}): JSX.Element {
  const [first, last] = [releases[0], releases.at(-1)];
  if (first === undefined) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span
      className={classes(ui.text["soft"], ui.text["ellip"])}
      title={withMore(releases, truncatedReleases)}
    >
      {first}
      {releases.length > 1 && ` – ${last}`}
      {releases.length > 2 && (
        <span className={ui.text["dim"]}> ({releases.length + truncatedReleases})</span>
      )}
    </span>
  );
}
