// How much the recorder keeps.
import { defaultsOf } from "../settings/resolve.ts";
import type { OptionsOf, Resolved } from "../settings/setting.ts";

/** How much is kept of each; what comes later takes the place of what is oldest. */
export const recorderSettings = {
  type: "group",
  code: "TT_RECORDER",
  switch: { type: "flag", default: false, variable: "TELLTALE_RECORDER", label: "recorder" },
  settings: {
    /** Spans. */
    spans: { type: "whole", least: 1, most: 2_147_483_648, default: 10_000 },
    /** Log records. */
    logs: { type: "whole", least: 1, most: 2_147_483_648, default: 10_000 },
    /** Measurements. */
    points: { type: "whole", least: 1, most: 2_147_483_648, default: 50_000 },
    /** Last values of each series of a timer or histogram, for its percentiles. */
    timerValues: { type: "whole", least: 1, most: 2_147_483_648, default: 1000 },
    /** Steps of each person. */
    journeySteps: { type: "whole", least: 1, most: 2_147_483_648, default: 50 },
    /** Transactions, workflows, interactions and people, each. */
    instances: { type: "whole", least: 1, most: 2_147_483_648, default: 10_000 },
    /** Bytes of spans, and of log records. */
    bytes: { type: "whole", least: 1, most: 2_147_483_648, unit: "bytes", default: 67_108_864 },
  },
} as const;

/** How much is kept of each; what comes later takes the place of what is oldest. */
export interface RecorderOptions extends OptionsOf<typeof recorderSettings.settings> {}

/** The settings of a recorder. */
export type RecorderSettings = Resolved<typeof recorderSettings.settings>;

/** What is kept where nothing is set. */
export const defaultRecorder: RecorderSettings = defaultsOf(recorderSettings);
