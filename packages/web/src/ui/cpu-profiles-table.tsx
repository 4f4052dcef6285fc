// CPU profiles of slow spans: a row opens the flame graph, and links lead to the span and to the file.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CpuProfileRow } from "contract";
import type { JSX } from "react";

import { urlOf } from "../data/client.ts";
import { formatCount } from "../lib/format.ts";
import { formatDuration } from "../lib/format-duration.ts";
import { classes } from "./classes.ts";
import css from "./cpu-profiles-table.module.css";
import { ui } from "./styles.ts";
import { Time } from "./time.tsx";

const num = ui.table["num"];

export function CpuProfilesTable({ items }: { readonly items: readonly CpuProfileRow[] }): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="CPU profiles" className={ui.table["table"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={ui.table["name"]}>Span</Table.Th>
            <Table.Th className={num}>Duration</Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>Samples</Table.Th>
            <Table.Th className={num}>Time</Table.Th>
            <Table.Th className={num}>Links</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {items.map(({ id, name, durationMs, samples, timeNs, traceId, spanId }) => (
            <Table.Tr key={id}>
              <Table.Td className={ui.table["name"]} title={name}>
                <Link
                  className={ui.table["rowLink"]}
                  to="/cpu-profiles/$id"
                  params={{ id }}
                  title="Flame graph"
                >
                  {name}
                </Link>
              </Table.Td>
              <Table.Td className={num}>{formatDuration(durationMs)}</Table.Td>
              <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatCount(samples)}</Table.Td>
              <Table.Td className={num}>
                <Time ns={timeNs} />
              </Table.Td>
              <Table.Td className={classes(num, css["links"])}>
                {traceId !== "" && (
                  <Link
                    className={ui.text["link"]}
                    to="/traces/$id"
                    params={{ id: traceId }}
                    search={{ span: spanId }}
                    aria-label={`Span of ${name}`}
                  >
                    Span
                  </Link>
                )}
                <a
                  className={ui.text["link"]}
                  href={urlOf("/api/cpu-profiles/:id", { id }, undefined)}
                  download={`${name}.cpuprofile`}
                  aria-label={`Download the profile of ${name}`}
                >
                  Download
                </a>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
