// `telltale migrate [PATH…]`.
import type { Command } from "../command.ts";

export const migrateCommand: Command = {
  name: "migrate",
  help: "convert calls of OpenTelemetry's API and of prom-client to Telltale's",
  details:
    "Reads TypeScript and JavaScript below the working directory and converts the files of each PATH, by default all of them.\n" +
    "Without --write, the changes are printed as a diff that `git apply` takes, and no file is changed.\n" +
    "Calls that cannot be converted safely stay as they are and are listed with the reason and the section of the guide.\n" +
    "With --write it refuses where a start script, a stage of a Dockerfile, a service of Compose, a container of Kubernetes, an app of PM2,\n" +
    "a process of a Procfile or a unit of systemd starts another SDK and not Telltale: converted calls would emit nothing there. Those\n" +
    "that do not run Node.js, or whose command is not known, are listed.\n" +
    "Exits with 1 when a file could not be read or converted.",
  argument: "[PATH…]",
  options: {
    from: {
      value: "NAME",
      repeated: true,
      help: "opentelemetry or prom-client, by default both; may be repeated",
    },
    write: { help: "change the files" },
    "started-elsewhere": {
      help: "a platform (an operator, a buildpack, a layer) starts Telltale in what the command cannot see; the report lists it",
    },
    force: {
      help: "with --write: also when the files have changes that are not committed, or are not in git",
    },
  },
  async run(args, values, surroundings) {
    const { runMigrate } = await import("./run.ts");
    return runMigrate(args, values, surroundings);
  },
};
