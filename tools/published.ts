// The packages that are published, each after those that it depends on or writes into others' package.json.

export interface Published {
  /** In `packages`. */
  readonly folder: string;
  /** On npm. */
  readonly name: string;
  /** Where its build lists the licences of what it contains; absent: it contains nothing of others. */
  readonly notices?: readonly string[];
  /**
   * How applications may load it, for the check of its types. `esm-only`: it is written for Node.js 20.19 and later, where `require` loads ES
   * modules, so the rules for older resolution do not apply. Absent: every way.
   */
  readonly profile?: "esm-only";
}

export const published: readonly Published[] = [
  { folder: "telltale", name: "telltale", notices: ["dist/THIRD-PARTY-NOTICES.txt"] },
  {
    folder: "console",
    name: "telltale-console",
    profile: "esm-only",
    notices: ["dist", "dist/docs", "dist/web"].map((folder) => `${folder}/THIRD-PARTY-NOTICES.txt`),
  },
  { folder: "cli", name: "telltale-cli", profile: "esm-only", notices: ["dist/THIRD-PARTY-NOTICES.txt"] },
  {
    folder: "eslint-plugin",
    name: "eslint-plugin-telltale",
    profile: "esm-only",
    notices: ["dist/THIRD-PARTY-NOTICES.txt"],
  },
  { folder: "create-telltale", name: "create-telltale", profile: "esm-only" },
  { folder: "demo", name: "telltale-demo", profile: "esm-only" },
];
