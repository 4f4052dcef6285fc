import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { ErrorPerson } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./side-tables.module.css";

export interface PeopleTableProps {
  readonly people: readonly ErrorPerson[];
  /** Number of people in the range; `people` has the first of them. */
  readonly total: number;
}

/** The people with the most errors. Each leads to everything that is recorded of the person. */
export function PeopleTable({ people, total }: PeopleTableProps): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>People</h2>
        <span className={ui.text["dim"]}>most errors first</span>
      </header>
      {people.length === 0 ? (
        <p className={classes(ui.text["dim"], css["more"])}>No error in this range names a user.</p>
      ) : (
        <Table aria-label="People" className={classes(ui.table["table"], css["side"])}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>User</Table.Th>
              <Table.Th className={ui.table["num"]}>Errors</Table.Th>
              <Table.Th className={ui.table["num"]}>Sessions</Table.Th>
              <Table.Th className={ui.table["num"]}>Last</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {people.slice(0, 8).map(({ user, count, sessions, lastNs }) => (
              <Table.Tr key={user}>
                <Table.Td>
                  <Link
                    className={ui.table["rowLink"]}
                    to="/logs"
                    search={(previous) => ({ ...previous, filter: [`user.id=${user}`], business: "shown" })}
                    title={`Timeline of ${user}`}
                  >
                    {user}
                  </Link>
                </Table.Td>
                <Table.Td className={ui.table["num"]}>{formatCount(count)}</Table.Td>
                <Table.Td className={ui.table["num"]}>{formatCount(sessions)}</Table.Td>
                <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
                  <Time ns={lastNs} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {total > 8 && <p className={classes(ui.text["dim"], css["more"])}>and {formatCount(total - 8)} more</p>}
    </section>
  );
}
