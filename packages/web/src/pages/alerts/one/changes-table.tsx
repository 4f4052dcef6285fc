// The changes of one alert, with the values behind each.
import { Table } from "@mantine/core";
import type { AlertChange, AlertSeverity } from "contract";
import type { JSX } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import { classes } from "../../../ui/classes.ts";
import { scrollable } from "../../../ui/scrollable.ts";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { changeValues, changeWord } from "../parts/change-words.ts";
import { StateWord } from "../parts/state-word.tsx";
import css from "./alert.module.css";

export function ChangesTable({
  changes,
  unit,
  severity,
}: {
  readonly changes: readonly AlertChange[];
  readonly unit: string;
  readonly severity: AlertSeverity;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Changes</h2>
        <span className={ui.text["dim"]}>the latest first</span>
      </header>
      {changes.length === 0 ? (
        <p className={css["none"]}>No change in this range.</p>
      ) : (
        <div className={ui.screen["scrollX"]} {...scrollable}>
          <Table aria-label="Changes" className={ui.table["still"]}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Time</Table.Th>
                <Table.Th>Change</Table.Th>
                <Table.Th className={ui.table["num"]}>Value</Table.Th>
                <Table.Th className={ui.screen["hidePhone"]}>Values behind it</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {changes.map((change) => (
                <Table.Tr key={change.id}>
                  <Table.Td className={ui.text["soft"]}>
                    <Time at={change.time} />
                  </Table.Td>
                  <Table.Td>
                    <StateWord state={change.to} severity={severity} word={changeWord(change)} />
                  </Table.Td>
                  <Table.Td className={ui.table["num"]}>
                    {alertFormat(change.unit ?? unit)(change.value)}
                  </Table.Td>
                  <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>
                    {change.reason === "" ? changeValues({ unit, ...change }).join(" · ") : change.reason}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </section>
  );
}
