// One group of silences. Those from files are read-only.
import type { Silence } from "contract";
import type { JSX } from "react";

import { endSilence } from "../../../data/alerts.ts";
import { none } from "../../../lib/locale.ts";
import { formatSpan } from "../../../lib/time.ts";
import { classes } from "../../../ui/classes.ts";
import { ConfirmButton } from "../../../ui/confirm-button.tsx";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { labelsText } from "../parts/labels-text.ts";
import { Labels } from "../parts/labels.tsx";
import css from "./silences.module.css";

export const silencesClass = css["silences"];

export const silenceColumns = (mayChange: boolean): readonly Column<Silence>[] => [
  {
    label: "Silence",
    cell: ({ name }) => <b className={ui.text["strong"]}>{name}</b>,
    below: (silence) => <About silence={silence} />,
    csv: {
      Silence: ({ name }) => name,
      State: ({ state }) => state,
      Reason: ({ reason }) => reason,
    },
  },
  {
    label: "Alerts with",
    className: css["match"],
    cell: ({ match }) => <Labels labels={match} />,
    csv: ({ match }) => labelsText(match),
  },
  {
    label: "Matches now",
    isFigure: true,
    hide: "phone",
    className: css["figure"],
    cell: ({ state, alerts }) => (state === "active" ? alerts : none),
    csv: ({ state, alerts }) => (state === "active" ? alerts : null),
  },
  {
    label: "From",
    hide: "narrow",
    className: css["time"],
    cellClass: ui.text["soft"],
    cell: ({ from }) => <Time at={from} />,
    csv: ({ from }) => from,
  },
  {
    label: "Until",
    className: css["time"],
    cellClass: ui.text["soft"],
    cell: ({ to }) => <Time at={to} />,
    csv: ({ to }) => to,
  },
  {
    label: "Saved by",
    hide: "narrow",
    className: css["by"],
    cellClass: ui.text["soft"],
    cell: ({ source, savedBy }) => (source === "file" ? "a file" : savedBy),
    csv: ({ source, savedBy }) => (source === "file" ? "a file" : savedBy),
  },
  {
    label: "Actions",
    isQuiet: true,
    isFigure: true,
    className: css["figure"],
    cell: ({ id, name, source, state }) =>
      mayChange &&
      source === "stored" && (
        <ConfirmButton
          verb={state === "active" ? "End now" : "Remove"}
          name={name}
          act={async () => endSilence(id)}
          changes="/api/silences"
        />
      ),
  },
];

export function SilencesTable({
  label,
  silences,
  mayChange,
}: {
  readonly label: string;
  readonly silences: readonly Silence[];
  readonly mayChange: boolean;
}): JSX.Element {
  return (
    <List
      label={label}
      isSavedWith="Silences"
      className={silencesClass}
      columns={silenceColumns(mayChange)}
      rows={silences}
      keyOf={({ id }) => id}
    />
  );
}

function About({
  silence: { from, to, reason, reportRecovery },
}: {
  readonly silence: Silence;
}): JSX.Element {
  const about = [reason, reportRecovery ? "recoveries are sent" : ""].filter((text) => text !== "");
  return (
    <>
      {about.length > 0 && <span className={css["second"]}>{about.join(" · ")}</span>}
      {/* On a phone the columns of the times are off the screen. */}
      <span className={classes(css["second"], css["when"])}>{formatSpan(from, to)}</span>
    </>
  );
}
