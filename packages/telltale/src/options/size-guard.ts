// How large one value, span, record and request may be. Ordinary telemetry never reaches the defaults.
import type { OptionsOf, Resolved } from "../settings/setting.ts";

/** How large a thing may be before it is made smaller. Whatever is cut says so and is counted. */
export const sizeSettings = {
  type: "group",
  // off means no bound except that of a request
  switch: { type: "flag", values: [false], default: true },
  settings: {
    /**
     * Longest text in a value, a body, a message or a name, in UTF-16 units, and most bytes of a binary value. A value limit of
     * `limits` or the specification's variables is stronger.
     */
    valueLength: { type: "whole", least: 64, default: 65_536, unit: "characters" },
    /** Most bytes of a span. */
    spanBytes: { type: "whole", least: 1024, default: 262_144, unit: "bytes" },
    /** Most bytes of a log record. Business records may have 2 MiB. */
    recordBytes: { type: "whole", least: 1024, default: 262_144, unit: "bytes" },
    /** Size at which a request is sent. */
    batchBytes: { type: "whole", least: 1024, default: 4_194_304, unit: "bytes" },
  },
} as const;

/** How large a thing may be before it is made smaller. Whatever is cut says so and is counted. */
export interface SizeGuardOptions extends OptionsOf<typeof sizeSettings.settings> {}

/** The options, resolved. */
export interface SizeGuard extends Resolved<typeof sizeSettings.settings> {
  /** Whether `valueLength` was set. */
  readonly isAsked: boolean;
}

/** The bounds that `settings` are; those of `undefined`, which is off, are that of a request alone. */
export function toSizeGuard(
  settings: Resolved<typeof sizeSettings.settings> | undefined,
  isAsked: boolean,
): SizeGuard {
  if (settings !== undefined) return { ...settings, isAsked };
  const batchBytes = sizeSettings.settings.batchBytes.default;
  return { valueLength: Infinity, isAsked: false, spanBytes: Infinity, recordBytes: Infinity, batchBytes };
}
