// What the engine is putting together right now.
import type { StoreMerge } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";

export function MergesTable({ merges }: { readonly merges: readonly StoreMerge[] }): JSX.Element {
  if (merges.length === 0) return <p className="dim">Nothing is being compacted at this moment.</p>;
  return (
    <table className="table still">
      <thead>
        <tr>
          <th>Table</th>
          <th>Done</th>
          <th className="num">Parts</th>
          <th className="num">Size</th>
          <th className="num">For</th>
        </tr>
      </thead>
      <tbody>
        {merges.map(({ table, progress, parts, bytes, elapsedSeconds, isMutation }) => (
          <tr key={`${table} ${bytes} ${parts}`}>
            <td>
              <span className="mono">{table}</span>{" "}
              {isMutation && <span className="dim">rewriting rows</span>}
            </td>
            <td>
              <progress value={progress} aria-label={`${table}, ${formatShare(progress)} done`} />{" "}
              {formatShare(progress)}
            </td>
            <td className="num">{formatCount(parts)}</td>
            <td className="num">{formatBytes(bytes)}</td>
            <td className="num dim">{formatDuration(elapsedSeconds * 1000)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
