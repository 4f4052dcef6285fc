// The functions of a CPU profile, most time in the function itself first.
import { Table } from "@mantine/core";
import { useState, type JSX } from "react";

import type { CpuProfile } from "../../draw/cpu-profile.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import css from "./profiles.module.css";

const num = ui.table["num"];
const shownAtFirst = 25;
const most = 500;

export function FunctionsTable({
  profile: { functions, totalMs },
}: {
  readonly profile: CpuProfile;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const shown = functions.slice(0, isOpen ? most : shownAtFirst);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Functions</h2>
        <span className={ui.text["dim"]}>most own time first</span>
      </header>
      <div className={ui.screen["scrollX"]}>
        <Table aria-label="Functions" className={classes(ui.table["still"], css["functions"])}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Function</Table.Th>
              <Table.Th className={ui.screen["hidePhone"]}>Place</Table.Th>
              <Table.Th className={num}>Itself</Table.Th>
              <Table.Th className={num}>Share</Table.Th>
              <Table.Th className={num}>With calls</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map(({ name, place, selfMs, totalMs: withCalls }) => (
              <Table.Tr key={`${name}\n${place}`}>
                <Table.Td className={ui.text["ellip"]} title={name}>
                  {name}
                </Table.Td>
                <Table.Td
                  className={classes(ui.text["dim"], ui.text["ellip"], ui.screen["hidePhone"])}
                  title={place}
                >
                  {place}
                </Table.Td>
                <Table.Td className={num}>{formatDuration(selfMs)}</Table.Td>
                <Table.Td className={num}>{formatShare(selfMs / totalMs)}</Table.Td>
                <Table.Td className={num}>{formatDuration(withCalls)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {functions.length > shownAtFirst && (
        <button
          type="button"
          className={ui.text["link"]}
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Fewer" : `${formatCount(Math.min(most, functions.length) - shownAtFirst)} more`}
        </button>
      )}
    </section>
  );
}
