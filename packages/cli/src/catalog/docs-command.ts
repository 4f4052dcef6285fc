// `telltale catalog docs [FILE]`.
import type { Command } from "../command.ts";
import { checkOption } from "./generated-files.ts";
import { exportOption, searchDetails } from "./options.ts";

export const docsCommand: Command = {
  name: "catalog docs",
  help: "write the reference of a catalog as Markdown or HTML, or a site for colleagues",
  details: `${searchDetails}\nThe site says what is monitored, where to see it, who owns it, what each alert means and what to do.`,
  argument: "[FILE]",
  options: {
    ...exportOption,
    format: {
      value: "FORMAT",
      help: "markdown (default), html, site, or json (the resolved catalog, for `catalog diff`)",
    },
    output: {
      value: "PATH",
      help: "a file; with markdown and a trailing slash, a folder with one file a kind",
    },
    site: { value: "DIR", help: "write a static site to this folder: --format site --output DIR" },
    console: {
      value: "URL",
      variable: "TELLTALE_CONSOLE_URL",
      help: "URL of the console, to which things then link",
    },
    ...checkOption,
  },
  async run(args, values, surroundings) {
    const { runDocs } = await import("./docs.ts");
    return runDocs(args[0], values, surroundings);
  },
};
