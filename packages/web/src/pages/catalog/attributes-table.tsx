// The attributes of a signal: those that are declared, with their level, and those that arrive besides.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CatalogAttributeUse } from "contract";
import type { JSX } from "react";

import { formatShare } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";

export function AttributesTable({
  attributes,
  truncated,
}: {
  readonly attributes: readonly CatalogAttributeUse[];
  /** Those that are not listed. */
  readonly truncated: number;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Attributes</h2>
        <span className={ui.text["dim"]}>share of what arrived in this range</span>
      </header>
      <div className={ui.screen["scrollX"]}>
        <Table aria-label="Attributes" className={ui.table["table"]}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Attribute</Table.Th>
              <Table.Th>Level</Table.Th>
              <Table.Th className={ui.screen["hidePhone"]}>Type</Table.Th>
              <Table.Th className={ui.table["num"]}>Share</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {attributes.map(({ key, level, type, share }) => (
              <Table.Tr key={key}>
                <Table.Td>
                  <Link
                    className={classes(ui.table["rowLink"], ui.text["strong"])}
                    to="/catalog/$kind/$name"
                    params={{ kind: "attribute", name: key }}
                  >
                    {key}
                  </Link>
                </Table.Td>
                <Table.Td className={ui.text["soft"]}>
                  {level === "" ? (
                    <span className={ui.text["dim"]}>not declared here</span>
                  ) : (
                    levelWord(level)
                  )}
                </Table.Td>
                <Table.Td className={classes(ui.text["soft"], ui.screen["hidePhone"])}>
                  {type === "" ? none : type}
                </Table.Td>
                <Table.Td className={ui.table["num"]}>{share === null ? none : formatShare(share)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <AndMore truncated={truncated} things="attributes" fix="The list of the catalog has all of them." />
    </section>
  );
}

/** `conditionally_required` as `conditionally required`. */
function levelWord(level: string): string {
  return level.replaceAll("_", " ");
}
