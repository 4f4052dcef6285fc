// Frequent values of an attribute. A value leads to the traces that have it, unless it is redacted.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { CatalogThingResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { ui } from "../../ui/styles.ts";

export function ValuesTable({
  values,
  hasMore,
  name,
}: {
  readonly values: CatalogThingResult["values"];
  readonly hasMore: boolean;
  readonly name: string;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Values</h2>
        <span className={ui.text["dim"]}>frequent ones, by day; long values and ids are left out</span>
      </header>
      <Table aria-label="Values" className={ui.table["table"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Value</Table.Th>
            <Table.Th className={ui.table["num"]}>Count</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {values.map(({ value, count }) => (
            <Table.Tr key={value}>
              <Table.Td>
                {/[#[…]/.test(value) ? (
                  value
                ) : (
                  <Link
                    className={ui.table["rowLink"]}
                    to="/traces"
                    search={{ filter: [`${name}=${value}`] }}
                  >
                    {value}
                  </Link>
                )}
              </Table.Td>
              <Table.Td className={ui.table["num"]}>{formatCount(count)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <AndMore truncated={hasMore} things="values" fix="Search for a value in traces or logs." />
    </section>
  );
}
