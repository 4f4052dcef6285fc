// The layers of the pages.
import type { Layer } from "./layer.ts";

export const web: readonly Layer[] = [
  {
    name: "app",
    files: [
      "early.ts",
      "main.tsx",
      "app.tsx",
      "all-pages.ts",
      "all-examples.ts",
      "narrowed-pages.ts",
      "first-requests.ts",
    ],
    mayImport: ["pages", "ui", "draw", "state", "data", "lib"],
  },
  { name: "pages", files: ["pages/"], mayImport: ["ui", "draw", "state", "data", "lib"] },
  { name: "ui", files: ["ui/"], mayImport: ["draw", "state", "data", "lib"] },
  { name: "draw", files: ["draw/"], mayImport: ["lib"] },
  { name: "state", files: ["state/"], mayImport: ["data", "lib"] },
  { name: "data", files: ["data/"], mayImport: ["lib"] },
  { name: "lib", files: ["lib/"], mayImport: [] },
];
