// The processes that request the rules, and whether they use them.
import { Table } from "@mantine/core";
import type { SamplingProcess, SamplingResult } from "contract";
import type { JSX } from "react";

import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import css from "./processes-table.module.css";
import { ui } from "../../ui/styles.ts";

/** The warning that the console cannot sign rules. */
export function NoToken(): JSX.Element {
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">no token</Status>
      <span className={ui.note["text"]}>
        Processes cannot use rules from this console, because it has no token to sign them with. Start the
        console with <code>--token-file FILE</code>.
      </span>
    </p>
  );
}

export function ProcessesTable({
  data: { processes, version, truncated },
}: {
  readonly data: SamplingResult;
}): JSX.Element {
  if (processes.length === 0) {
    return (
      <p className={ui.text["dim"]}>
        No process has requested rules in the last ten minutes. Processes request rules if they are started
        with <code>sampling: {"{ remote: { token } }"}</code>.
      </p>
    );
  }
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={classes(ui.table["still"], css["processes"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Service</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Processes</Table.Th>
            <Table.Th className={ui.table["num"]}>Rules</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Last request</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {processes.map((process) => (
            <Table.Tr key={JSON.stringify([process.service, process.version, process.refused])}>
              <Table.Td>
                <ServiceName name={process.service} />
              </Table.Td>
              <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
                {process.count}
              </Table.Td>
              <Table.Td className={ui.table["num"]}>
                {process.version === 0 ? "own rules" : `version ${process.version}`}
              </Table.Td>
              <Table.Td className={css["state"]}>
                <State process={process} newest={version} />
              </Table.Td>
              <Table.Td className={classes(ui.table["num"], ui.text["dim"], ui.screen["hidePhone"])}>
                <Time at={process.asked} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <AndMore
        truncated={truncated}
        things="services and states"
        by="processes"
        fix="They are listed when the others have ended."
      />
    </div>
  );
}

function State({
  process,
  newest,
}: {
  readonly process: SamplingProcess;
  readonly newest: number;
}): JSX.Element {
  if (process.refused !== "") {
    return (
      <span title={process.refused}>
        <Status kind="error">rejected</Status>{" "}
        <span className={classes(ui.text["soft"], ui.text["ellip"])}>{process.refused}</span>
      </span>
    );
  }
  if (process.version === newest) return <Status kind="ok">active</Status>;
  return <Status kind="off">outdated</Status>;
}
