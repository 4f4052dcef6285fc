// The rule as YAML, and the commands that replay the alert.
import { Link } from "@tanstack/react-router";
import { useQuery } from "@tanstack/react-query";
import { type AlertResult, type AlertRuleInfo, replayCommands } from "contract";
import { shell } from "quoting/shell";
import { join, trimmedEnd } from "quoting/written";
import type { JSX } from "react";

import { formatShare } from "../../../lib/format.ts";
import { toYaml } from "../../../lib/yaml.ts";
import { classes } from "../../../ui/classes.ts";
import { Snippet } from "../../../ui/snippet.tsx";
import { ui } from "../../../ui/styles.ts";
import css from "./alert.module.css";

export function RuleSource({ rule }: { readonly rule: AlertRuleInfo }): JSX.Element {
  const { id, source, place, savedBy, version, content, precision, useful, noise } = rule;
  const yaml = useQuery({
    queryKey: ["yaml", content],
    queryFn: async () => toYaml(content),
    meta: { refresh: "still" },
  });
  const from =
    source === "file" ? place : source === "stored" ? `version ${version} by ${savedBy}` : "of its objective";
  return (
    <section className={ui.section["section"]} aria-label="Rule">
      <header>
        <h2>Rule</h2>
        <span className={ui.text["dim"]}>{from}</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/alerts/rules/$id" params={{ id }}>
          {source === "stored" ? "Edit" : "Open"}
        </Link>
      </header>
      {yaml.data !== undefined && <Snippet code={trimmedEnd(yaml.data)} what="the rule" />}
      <p className={css["none"]}>
        {precision === null
          ? "No firing was marked as useful or noise yet."
          : `Precision ${formatShare(precision)}: ${useful} useful, ${noise} noise.`}
      </p>
    </section>
  );
}

export function Replay({ result: { replay, replayNote } }: { readonly result: AlertResult }): JSX.Element {
  return (
    <section className={ui.section["section"]} aria-label="Replay">
      <header>
        <h2>Replay</h2>
        <span className={ui.text["dim"]}>the same data through the same rule</span>
      </header>
      {replay === null ? (
        <p className={css["none"]}>{replayNote}</p>
      ) : (
        <Snippet code={join(replayCommands(replay, location.origin), shell` &&\n`)} what="the commands" />
      )}
    </section>
  );
}
