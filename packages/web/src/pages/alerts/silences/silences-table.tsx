import { Table } from "@mantine/core";
import type { Silence } from "contract";
import type { JSX } from "react";

import { endSilence } from "../../../data/alerts.ts";
import { none } from "../../../lib/locale.ts";
import { formatSpan } from "../../../lib/time.ts";
import { classes } from "../../../ui/classes.ts";
import { ConfirmButton } from "../../../ui/confirm-button.tsx";
import { scrollable } from "../../../ui/scrollable.ts";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { Labels } from "../parts/labels.tsx";
import css from "./silences.module.css";

export const columns = [
  ["Silence", undefined],
  ["Alerts with", css["match"]],
  ["Matches now", classes(ui.table["num"], css["figure"], ui.screen["hidePhone"])],
  ["From", classes(css["time"], ui.screen["hideNarrow"])],
  ["Until", css["time"]],
  ["Saved by", classes(css["by"], ui.screen["hideNarrow"])],
  ["", css["figure"]],
] as const;

/** One group of silences. Those from files are read-only. */
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
    <div className={ui.screen["scrollX"]} {...scrollable}>
      <Table aria-label={label} className={classes(ui.table["still"], css["silences"])}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(([name, className]) => (
              <Table.Th key={name} className={className} aria-label={name === "" ? "Actions" : undefined}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {silences.map((silence) => (
            <Row key={silence.id} silence={silence} mayChange={mayChange} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({
  silence: { id, source, name, match, from, to, reason, reportRecovery, state, alerts, savedBy },
  mayChange,
}: {
  readonly silence: Silence;
  readonly mayChange: boolean;
}): JSX.Element {
  const about = [reason, reportRecovery ? "recoveries are sent" : ""].filter((text) => text !== "");
  return (
    <Table.Tr>
      <Table.Td>
        <b className={ui.text["strong"]}>{name}</b>
        {about.length > 0 && <span className={css["second"]}>{about.join(" · ")}</span>}
        {/* On a phone the columns of the times are off the screen. */}
        <span className={classes(css["second"], css["when"])}>{formatSpan(from, to)}</span>
      </Table.Td>
      <Table.Td>
        <Labels labels={match} />
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {state === "active" ? alerts : none}
      </Table.Td>
      <Table.Td className={classes(ui.text["soft"], ui.screen["hideNarrow"])}>
        <Time at={from} />
      </Table.Td>
      <Table.Td className={ui.text["soft"]}>
        <Time at={to} />
      </Table.Td>
      <Table.Td className={classes(ui.text["soft"], ui.screen["hideNarrow"])}>
        {source === "file" ? "a file" : savedBy}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        {mayChange && source === "stored" && (
          <ConfirmButton
            verb={state === "active" ? "End now" : "Remove"}
            name={name}
            act={async () => endSilence(id)}
            changes="/api/silences"
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
