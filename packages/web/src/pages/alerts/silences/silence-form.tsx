// A new silence: labels that alerts must have, from when to when, why; and the alerts that match now.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AlertsResult } from "contract";
import { useState, type JSX } from "react";

import { toProblem } from "../../../data/api-error.ts";
import { createSilence } from "../../../data/alerts.ts";
import { useApi } from "../../../data/use-api.ts";
import { classes } from "../../../ui/classes.ts";
import { LeaveQuestion } from "../../../ui/leave-question.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonBlock } from "../../../ui/skeleton.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Labels } from "../parts/labels.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { Field } from "../rules/field.tsx";
import { isMatch, mistakeInMatcher, parseMatcher } from "./match.ts";
import css from "./silences.module.css";
import { TimeFields, useSilenceTimes } from "./time-fields.tsx";

export function SilenceForm({
  start,
  onDone,
}: {
  /** Matchers such as `alert=Payment is slow`. */
  readonly start: readonly string[];
  readonly onDone: () => void;
}): JSX.Element {
  const [matchers, setMatchers] = useState<readonly string[]>(start.length === 0 ? [""] : start);
  const [name, setName] = useState(start.length === 0 ? "" : (parseMatcher(start[0] ?? "")?.[1] ?? ""));
  const [reason, setReason] = useState("");
  const times = useSilenceTimes();
  const [reportRecovery, setReportRecovery] = useState(false);
  const pairs = matchers.flatMap((matcher) => {
    const pair = parseMatcher(matcher);
    return pair === undefined || pair[1] === "" ? [] : [pair];
  });
  const match = Object.fromEntries(pairs);
  const isWrong =
    pairs.length === 0 || matchers.some((_, at) => mistakeInMatcher(matchers, at) !== undefined);
  const saving = useSaving(onDone);
  const draft = [name, matchers, times.choice, reason, reportRecovery];
  return (
    <form
      className={css["form"]}
      aria-label="New silence"
      onSubmit={(event) => {
        event.preventDefault();
        if ("sent" in times.times)
          saving.mutate({ name, match, ...times.times.sent, reason, reportRecovery });
      }}
    >
      <LeaveQuestion name="the silence" draft={draft} shownBy="match" />
      <div className={css["fields"]}>
        <Field label="Name" value={name} placeholder="Database upgrade" wide onChange={setName} />
        <Matchers matchers={matchers} onChange={setMatchers} />
        <TimeFields {...times} />
        <Field label="Reason" value={reason} placeholder="why" wide onChange={setReason} />
        <label className={css["check"]}>
          <input
            type="checkbox"
            aria-label="Send recoveries"
            checked={reportRecovery}
            onChange={(event) => setReportRecovery(event.target.checked)}
          />
          Send recoveries of alerts that were reported before
        </label>
        <p className={css["actions"]}>
          <button
            type="submit"
            className={ui.button["primary"]}
            disabled={isWrong || name.trim() === "" || "problem" in times.times || saving.isPending}
          >
            Silence
          </button>
          <button type="button" className={ui.button["quiet"]} onClick={onDone}>
            Cancel
          </button>
        </p>
        {saving.isError && (
          <p role="alert">
            <Status kind="error">{toProblem(saving.error).message}</Status> {toProblem(saving.error).fix}
          </p>
        )}
      </div>
      <Matching match={match} />
    </form>
  );
}

function useSaving(onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: createSilence,
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries({
        predicate: ({ queryKey }) => /^\/api\/(silences|alerts)/.test(String(queryKey[0])),
      });
    },
  });
}

/** A field for each label, and a button that adds one. */
function Matchers({
  matchers,
  onChange,
}: {
  readonly matchers: readonly string[];
  readonly onChange: (matchers: readonly string[]) => void;
}): JSX.Element {
  const change = (at: number, text: string): void =>
    onChange(matchers.map((matcher, index) => (index === at ? text : matcher)));
  return (
    <>
      {matchers.map((matcher, at) => (
        // oxlint-disable-next-line react/no-array-index-key -- matchers are edited in place.
        <div key={at} className={css["matcher"]}>
          <Field
            label={at === 0 ? "Alerts with the label" : "and the label"}
            value={matcher}
            placeholder="alert=Payment*"
            hint={mistakeInMatcher(matchers, at)}
            onChange={(text) => change(at, text)}
          />
          {matchers.length > 1 && (
            <button
              type="button"
              className={ui.button["quiet"]}
              aria-label={`Remove label ${at + 1}`}
              onClick={() => onChange(matchers.filter((_, index) => index !== at))}
            >
              Remove
            </button>
          )}
        </div>
      ))}
      <button
        type="button"
        className={classes(ui.button["quiet"], css["add"])}
        onClick={() => onChange([...matchers, ""])}
      >
        Add label
      </button>
    </>
  );
}

const mostShown = 8;
/** Alerts that the labels are compared with: the most that the console lists at once. */
const mostCompared = 500;

/** The alerts that the labels match now, except quiet ones. */
function Matching({ match }: { readonly match: Readonly<Record<string, string>> }): JSX.Element {
  const query = useApi("/api/alerts", { query: { limit: mostCompared } }, { everyMs: 10_000 });
  return (
    <section aria-label="Alerts that match" className={css["matching"]}>
      <QueryView query={query} inline skeleton={<SkeletonBlock height={40} />}>
        {({ items, nextCursor }) => (
          <Matches
            matching={items.filter(({ labels }) => isMatch(match, labels))}
            hasOthers={nextCursor !== null}
          />
        )}
      </QueryView>
    </section>
  );
}

function Matches({
  matching,
  hasOthers,
}: {
  readonly matching: AlertsResult["items"];
  /** There are alerts that were not compared. */
  readonly hasOthers: boolean;
}): JSX.Element {
  const none = hasOthers ? `None of the first ${mostCompared} alerts` : "No alert";
  const some = `${hasOthers ? "At least " : ""}${matching.length} ${matching.length === 1 ? "alert" : "alerts"}`;
  return (
    <>
      <p role="status">
        <b>
          {matching.length === 0 ? none : some} {matching.length > 1 ? "match" : "matches"} now
        </b>
        {hasOthers && (
          <span className={ui.text["dim"]}>
            {matching.length > 0 && ` of the first ${mostCompared}`}: others were not compared
          </span>
        )}
      </p>
      <ul>
        {matching.slice(0, mostShown).map(({ id, rule, state, severity, group }) => (
          <li key={id}>
            <StateWord state={state} severity={severity} />
            <Link className={ui.text["link"]} to="/alerts/$id" params={{ id }}>
              {rule}
            </Link>
            <Labels labels={group} />
          </li>
        ))}
      </ul>
      {matching.length > mostShown && (
        <p className={ui.text["dim"]}>and {matching.length - mostShown} more</p>
      )}
    </>
  );
}
