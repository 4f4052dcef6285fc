// The legend as a table: last, smallest, average and largest value of each series; a press shows one alone.
import type { MetricResult } from "contract";
import type { CSSProperties, JSX } from "react";

import type { ChartSeries } from "../../ui/chart-model.ts";
import { summary } from "./summary.ts";

export interface SeriesTableProps {
  readonly result: MetricResult;
  readonly drawn: readonly ChartSeries[];
  readonly format: (value: number | null) => string;
  readonly alone: string | undefined;
  readonly onAlone: (label: string) => void;
}

export function SeriesTable({ result, drawn, format, alone, onAlone }: SeriesTableProps): JSX.Element {
  return (
    <section className="section series-section">
      <div className="scroll-x">
        <table className="table series">
          <thead>
            <tr>
              <th>{drawn.length === 1 ? "Series" : `${drawn.length} series, largest first`}</th>
              <th className="num">Last</th>
              <th className="num">Smallest</th>
              <th className="num">Average</th>
              <th className="num">Largest</th>
            </tr>
          </thead>
          <tbody>
            {drawn.map(({ label, values, color }) => {
              const { last, least, mean, most } = summary(values);
              return (
                <tr key={label} className={alone === label ? "sel" : ""}>
                  <td>
                    <button
                      type="button"
                      className="row-link svc"
                      style={{ "--c": color } as CSSProperties}
                      aria-pressed={alone === label}
                      title={alone === label ? "Show all" : "Show alone"}
                      onClick={() => onAlone(label)}
                    >
                      {label}
                    </button>
                  </td>
                  <td className="num strong">{format(last)}</td>
                  <td className="num">{format(least)}</td>
                  <td className="num">{format(mean)}</td>
                  <td className="num">{format(most)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {result.truncated > 0 && (
        <p className="note">
          <span className="status warn">partial</span>
          <span className="note-text">
            {result.truncated} smaller series are not shown; filter or group by less
          </span>
        </p>
      )}
      {result.exemplars.length > 0 && (
        <p className="dim exemplar-note">Diamonds are single measurements; each opens its trace.</p>
      )}
    </section>
  );
}
