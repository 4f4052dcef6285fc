// The people who dropped at one step: reasons, and the latest people with their path and trace.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { FunnelResult } from "contract";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyMarkdown } from "../../ui/copy-markdown.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./dropped.module.css";
import { stepFinding, type StepModel } from "./funnel-model.ts";

export interface DroppedProps {
  readonly result: FunnelResult;
  readonly steps: readonly StepModel[];
  /** The last step they reached. */
  readonly step: string;
  /** An estimate has no traces; the exact answer follows. */
  readonly areTracesComing: boolean;
}

export function Dropped({ result, steps, step, areTracesComing }: DroppedProps): JSX.Element {
  const at = steps.findIndex((one) => one.name === step);
  const next = steps[at + 1];
  const count = next?.dropped ?? 0;
  const people = result.dropped.find((one) => one.step === step)?.people ?? [];
  const reasons = result.reasons.filter((one) => one.step === step);
  return (
    <div className={classes(css["columns"], reasons.length === 0 && css["alone"])} id="dropped">
      {reasons.length > 0 && (
        <section className={ui.section["section"]}>
          <header>
            <h2>Reasons given</h2>
            <span className={ui.text["dim"]}>
              with <code className={ui.text["mono"]}>abandon</code>
            </span>
          </header>
          <Reasons reasons={reasons} dropped={count} />
          <AndMore
            truncated={result.truncatedReasons}
            things="reasons of all steps"
            by="people"
            fix="Choose an environment, or a shorter time range."
          />
        </section>
      )}
      <section className={ui.section["section"]}>
        <header>
          <h2>Who dropped</h2>
          <span className={ui.text["dim"]}>
            {people.length < count
              ? `latest ${formatCount(people.length)} of ${formatCount(count)}`
              : formatCount(count)}
          </span>
          {next !== undefined && (
            <span className={ui.section["end"]}>
              <CopyMarkdown finding={stepFinding(result.funnel.name, step, next)} />
            </span>
          )}
        </header>
        <People
          people={people}
          journey={result.funnel.name}
          step={step}
          next={next?.name}
          areTracesComing={areTracesComing}
        />
      </section>
    </div>
  );
}

function Reasons({
  reasons,
  dropped,
}: {
  readonly reasons: FunnelResult["reasons"];
  readonly dropped: number;
}): JSX.Element {
  const most = Math.max(...reasons.map((one) => one.count));
  return (
    <Table className={ui.table["still"]}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Reason</Table.Th>
          <Table.Th aria-hidden="true" />
          <Table.Th className={ui.table["num"]}>Count</Table.Th>
          <Table.Th className={ui.table["num"]} title="Share of the people who dropped at this step">
            Share
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {reasons.map((one) => (
          <Table.Tr key={one.reason}>
            <Table.Td
              className={classes(ui.text["strong"], ui.text["ellip"], css["reason"])}
              title={one.reason}
            >
              {one.reason || "no reason"}
            </Table.Td>
            <Table.Td className={css["barCell"]}>
              <span className={css["bar"]}>
                <i style={{ width: `${(one.count / most) * 100}%` }} />
              </span>
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatCount(one.count)}</Table.Td>
            <Table.Td className={classes(ui.table["num"], ui.text["soft"])}>
              {dropped === 0 || one.count > dropped ? "–" : formatShare(one.count / dropped)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function NoTrace({ isComing }: { readonly isComing: boolean }): JSX.Element {
  if (!isComing) return <span className={ui.text["dim"]}>–</span>;
  return (
    <span className={ui.text["dim"]} role="img" aria-label="Loading">
      …
    </span>
  );
}

interface PeopleProps {
  readonly people: FunnelResult["dropped"][number]["people"];
  readonly journey: string;
  readonly step: string;
  readonly next: string | undefined;
  readonly areTracesComing: boolean;
}

function People({ people, journey, step, next, areTracesComing }: PeopleProps): JSX.Element {
  if (people.length === 0)
    return (
      <EmptyState
        inline
        title={`No one dropped at ${step}`}
        why={
          next === undefined
            ? "This is the last step."
            : `Everyone who reached this step also reached ${next}.`
        }
      />
    );
  return (
    <Table className={ui.table["table"]}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th className={ui.text["ellip"]} title={`Last time at ${step}`}>
            At {step}
          </Table.Th>
          <Table.Th>Person</Table.Th>
          <Table.Th>Trace</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {people.map((person) => (
          <Table.Tr key={`${person.kind}${person.id}`}>
            <Table.Td className={ui.text["dim"]}>
              <Time at={person.lastSeen} exact />
            </Table.Td>
            <Table.Td>
              <Link
                className={classes(ui.text["link"], ui.text["ellip"], css["person"])}
                to="/journeys/$name"
                params={{ name: journey }}
                search={{ step, person: person.id }}
                title="Show this person's path"
              >
                {person.id}
              </Link>
              {person.kind === "session" && <span className={ui.text["dim"]}> session</span>}
            </Table.Td>
            <Table.Td>
              {person.traceId === "" ? (
                <NoTrace isComing={areTracesComing} />
              ) : (
                <Link
                  className={classes(ui.text["link"], ui.text["mono"])}
                  to="/traces/$id"
                  params={{ id: person.traceId }}
                >
                  {person.traceId.slice(0, 8)}…
                </Link>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
