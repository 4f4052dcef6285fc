// What came since the console started, and what became of it.
import type { SignalCounts, Stats } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";

const signals: readonly (readonly [keyof SignalCounts, string])[] = [
  ["spans", "Spans"],
  ["logRecords", "Log records"],
  ["metricPoints", "Metric points"],
  ["businessEvents", "Business events"],
];

const mostReasons = 8;

export function ArrivedTable({ received, stored, rejected, dropped, reasons }: Stats): JSX.Element {
  return (
    <>
      <table className="table still">
        <thead>
          <tr>
            <th>Signal</th>
            <th className="num">Received</th>
            <th className="num">Stored</th>
            <th className="num" title="Recognised as delivered before">
              Repeated
            </th>
            <th className="num">Rejected</th>
          </tr>
        </thead>
        <tbody>
          {signals.map(([signal, label]) => (
            <tr key={signal}>
              <td>{label}</td>
              <td className="num">{formatCount(received[signal])}</td>
              <td className="num">{formatCount(stored[signal])}</td>
              <td className="num dim">{formatCount(dropped[signal])}</td>
              <td className={`num ${rejected[signal] > 0 ? "rejected" : "dim"}`}>
                {formatCount(rejected[signal])}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {reasons.length > 0 && (
        <ul className="reasons" aria-label="What senders were told">
          {reasons.slice(0, mostReasons).map(({ reason, items }) => (
            <li key={reason}>
              <b>{formatCount(items)}</b> {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
