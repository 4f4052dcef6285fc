// Who dropped at one step: the reasons they gave, and the newest of them with their way and their trace at it.
import { Link } from "@tanstack/react-router";
import type { FunnelResult } from "contract";
import type { JSX } from "react";

import { formatCount, formatShare } from "../../lib/format.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Time } from "../../ui/time.tsx";
import type { StepModel } from "./funnel-model.ts";

export interface DroppedProps {
  readonly result: FunnelResult;
  readonly steps: readonly StepModel[];
  /** The step they reached and did not leave. */
  readonly step: string;
}

export function Dropped({ result, steps, step }: DroppedProps): JSX.Element {
  const at = steps.findIndex((one) => one.name === step);
  const next = steps[at + 1];
  const count = next?.dropped ?? 0;
  const people = result.dropped.find((one) => one.step === step)?.people ?? [];
  return (
    <div className="split" id="dropped">
      <section className="section">
        <header>
          <h2>Why people left at {step}</h2>
          <span className="dim">
            as given with <code className="mono">abandon</code>
          </span>
        </header>
        <Reasons reasons={result.reasons.filter((one) => one.step === step)} dropped={count} />
      </section>
      <section className="section">
        <header>
          <h2>Who dropped</h2>
          <span className="dim">
            {people.length < count
              ? `the newest ${formatCount(people.length)} of ${formatCount(count)}`
              : formatCount(count)}
          </span>
        </header>
        <People people={people} journey={result.funnel.name} step={step} next={next?.name} />
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
  if (reasons.length === 0) {
    return (
      <EmptyState
        inline
        title="No reason was given"
        why={
          <>
            People who simply stop give none. Call <code className="mono">abandon(step, {"{ reason }"})</code>{" "}
            where the application knows better.
          </>
        }
      />
    );
  }
  const most = Math.max(...reasons.map((one) => one.count));
  return (
    <table className="table still reasons">
      <thead>
        <tr>
          <th>Reason</th>
          <th aria-hidden="true" />
          <th className="num">Times</th>
          <th className="num" title="Of the people who dropped here">
            Of dropped
          </th>
        </tr>
      </thead>
      <tbody>
        {reasons.map((one) => (
          <tr key={one.reason}>
            <td className="strong ellip" title={one.reason}>
              {one.reason || "no reason"}
            </td>
            <td className="c-bar">
              <span className="cv">
                <i style={{ width: `${(one.count / most) * 100}%` }} />
              </span>
            </td>
            <td className="num">{formatCount(one.count)}</td>
            <td className="num soft">
              {dropped === 0 || one.count > dropped ? "–" : formatShare(one.count / dropped)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface PeopleProps {
  readonly people: FunnelResult["dropped"][number]["people"];
  readonly journey: string;
  readonly step: string;
  readonly next: string | undefined;
}

function People({ people, journey, step, next }: PeopleProps): JSX.Element {
  if (people.length === 0)
    return (
      <EmptyState
        inline
        title={`Nobody dropped at ${step}`}
        why={next === undefined ? "It is the last step." : `Everyone who reached it also came to ${next}.`}
      />
    );
  return (
    <table className="table people">
      <thead>
        <tr>
          <th className="ellip" title={`When they were last at ${step}`}>
            At {step}
          </th>
          <th>Person</th>
          <th>Trace</th>
        </tr>
      </thead>
      <tbody>
        {people.map((person) => (
          <tr key={`${person.kind}${person.id}`}>
            <td className="dim">
              <Time at={person.lastSeen} exact />
            </td>
            <td>
              <Link
                className="link ellip"
                to="/journeys/$name"
                params={{ name: journey }}
                search={{ step, person: person.id } as never}
                title="This person's way"
              >
                {person.id}
              </Link>
              {person.kind === "session" && <span className="dim"> session</span>}
            </td>
            <td>
              {person.traceId === "" ? (
                <span className="dim">–</span>
              ) : (
                <Link className="link mono" to="/traces/$id" params={{ id: person.traceId }}>
                  {person.traceId.slice(0, 8)}…
                </Link>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
