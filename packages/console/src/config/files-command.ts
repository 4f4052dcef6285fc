// What `telltale-console files` copies, and its options.
import { anyText, type OptionsOf } from "./option.ts";

/** The sets of files, by the name of their folder. */
export const fileSets = ["systemd", "kubernetes", "prometheus", "grafana", "collector"] as const;
export type FileSet = (typeof fileSets)[number];

interface FilesValues {
  readonly to: string;
}

export const filesCommand: {
  readonly name: string;
  readonly help: string;
  readonly argument: readonly [name: string, help: string];
  readonly options: OptionsOf<FilesValues>;
} = {
  name: "files",
  help: "copy configuration that the guides use: a unit of systemd, manifests of Kubernetes, alert rules of Prometheus, dashboards of Grafana, collectors",
  argument: ["<name>", `what to copy: ${fileSets.join(", ")}`],
  options: {
    to: {
      flag: "--to <dir>",
      required: true,
      parse: anyText,
      help: "directory that gets a folder of that name; kubernetes also writes the folder collector, which its manifests use",
    },
  },
};
