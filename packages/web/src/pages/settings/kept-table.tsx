// How long each kind of data is kept, and how far back it goes.
import type { Stats, StoreTable } from "contract";
import type { JSX } from "react";

import { formatBytes } from "../../lib/format.ts";
import { Time } from "../../ui/time.tsx";
import { keptKinds, kindsOf } from "./kinds.ts";

export interface KeptTableProps {
  readonly retention: NonNullable<Stats["store"]["retention"]>;
  readonly tables: readonly StoreTable[];
}

export function KeptTable({ retention, tables }: KeptTableProps): JSX.Element {
  const kinds = kindsOf(tables);
  return (
    <table className="table still">
      <thead>
        <tr>
          <th>Kind</th>
          <th className="num">Kept</th>
          <th className="num">Oldest</th>
          <th className="num">Size</th>
        </tr>
      </thead>
      <tbody>
        {keptKinds.map(({ kind, label }) => (
          <tr key={kind}>
            <td>{label}</td>
            <td className="num">{retention[kind] === 1 ? "1 day" : `${retention[kind]} days`}</td>
            <td className="num dim">
              {kinds[kind].oldest === "" ? "nothing yet" : <Time at={kinds[kind].oldest} />}
            </td>
            <td className="num">{formatBytes(kinds[kind].bytes)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
