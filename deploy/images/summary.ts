// The end of a run, for people: each image with its sizes, and what failed.
import type { Result } from "./run.ts";

/** Lines of the summary. */
export function summaryOf({ built, failures }: Result): string[] {
  const rows = built.flatMap(({ tag, images }) =>
    images.map(({ platform, layers, manifest }) => [
      tag,
      platform.name,
      megabytes(layers.map(({ size }) => size)),
      megabytes(layers.map(({ unpackedSize }) => unpackedSize)),
      manifest.descriptor.digest,
    ]),
  );
  const failed = failures.map(({ what, reason }) => `  ${what}: ${reason.replaceAll("\n", "\n    ")}`);
  return [
    ...(rows.length > 0 ? tableOf([["tag", "platform", "compressed", "unpacked", "digest"], ...rows]) : []),
    ...(failed.length > 0 ? [`failed (${failed.length}):`, ...failed] : []),
  ];
}

function tableOf(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function megabytes(sizes: readonly number[]): string {
  return `${(sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1)} MB`;
}
