import type { JSX } from "react";

const widths = [120, 84, 52, 96, 60, 142, 44, 72];

/** Quiet rows in the real column grid, for the first load of a table. */
export function SkeletonTable({
  head,
  rows = 6,
}: {
  readonly head: readonly string[];
  readonly rows?: number;
}): JSX.Element {
  return (
    <div className="skel-table" aria-hidden="true">
      <table className="table skel still">
        <thead>
          <tr>
            {head.map((name) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {head.map((name, column) => (
                <td key={name}>
                  <i style={{ width: widths[(row * 3 + column) % widths.length] }} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A place for a chart of `height` px. */
export function SkeletonBlock({ height }: { readonly height: number }): JSX.Element {
  return (
    <div className="skel" aria-hidden="true" style={{ height, display: "flex", alignItems: "flex-end" }}>
      <i style={{ width: "100%" }} />
    </div>
  );
}
