// The tables of one server, the largest first, and how far their parts are put together.
import type { StoreTable } from "contract";
import type { JSX } from "react";

import { formatBytes, formatCount, formatNumber } from "../../lib/format.ts";

/** Above so many parts of one day the engine slows inserts down at 300: compaction lags behind. */
const manyParts = 150;

export function TablesTable({ tables }: { readonly tables: readonly StoreTable[] }): JSX.Element {
  return (
    <div className="scroll-x">
      <table className="table still">
        <thead>
          <tr>
            <th>Table</th>
            <th className="num">Rows</th>
            <th className="num">Size</th>
            <th className="num hide-p" title="Bytes on disk for each row">
              A row
            </th>
            <th className="num hide-p" title="Size before compression, by size on disk">
              Packed
            </th>
            <th className="num">Parts</th>
            <th className="num hide-p" title="Few are compacted; at 300 inserts are slowed down">
              Most in a partition
            </th>
          </tr>
        </thead>
        <tbody>
          {tables.map(({ name, rows, bytes, uncompressedBytes, parts, mostPartsOfPartition }) => (
            <tr key={name}>
              <td className="mono">{name}</td>
              <td className="num">{formatCount(rows)}</td>
              <td className="num">{formatBytes(bytes)}</td>
              <td className="num dim hide-p">{rows === 0 ? "–" : formatBytes(Math.round(bytes / rows))}</td>
              <td className="num dim hide-p">
                {bytes === 0 ? "–" : `${formatNumber(uncompressedBytes / bytes)} ×`}
              </td>
              <td className="num">{formatCount(parts)}</td>
              <td className={`num hide-p ${mostPartsOfPartition > manyParts ? "rejected" : "dim"}`}>
                {formatCount(mostPartsOfPartition)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
