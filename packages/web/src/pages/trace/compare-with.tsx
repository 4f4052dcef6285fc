// "Compare": picks the other trace, one of the same operation or any by its id. `c` opens it.
import { Popover } from "@mantine/core";
import { Link, useNavigate } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import { useEffect, useEffectEvent, useState, type FormEvent, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatDateTime, nsToMs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { Icon } from "../../ui/icons.tsx";
import { isTyping } from "../../ui/is-typing.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./compare-with.module.css";
import { mainRoot, type TraceModel } from "./trace-model.ts";

export function CompareWith({ model }: { readonly model: TraceModel }): JSX.Element {
  const [opened, setOpened] = useState(false);
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const isOther = event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey;
    if (isOther || isTyping(event) || event.key !== "c") return;
    event.preventDefault();
    setOpened(true);
  });
  useEffect(() => {
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-end"
      offset={6}
      trapFocus
      returnFocus
      shadow="none"
    >
      <Popover.Target>
        <button
          type="button"
          className={ui.button["button"]}
          aria-keyshortcuts="c"
          title="Compare with another trace (c)"
          onClick={() => setOpened(!opened)}
        >
          <Icon name="compare" />
          Compare
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes(ui.menu["menu"], css["menu"])}>
        <ById traceId={model.trace.traceId} />
        <SameOperation model={model} onPick={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ById({ traceId }: { readonly traceId: string }): JSX.Element {
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const isId = /^[0-9a-f]{32}$/i.test(text.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isId) void navigate({ to: "/traces/$id", params: { id: traceId }, search: { with: text.trim() } });
  };
  return (
    <form className={css["form"]} onSubmit={submit}>
      <label className={ui.field["field"]}>
        <input
          type="text"
          data-autofocus
          placeholder="Trace id"
          aria-label="Id of the other trace"
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </label>
      <button type="submit" className={ui.button["button"]} disabled={!isId}>
        Compare
      </button>
    </form>
  );
}

/** The newest traces with the same operation, errors marked. */
function SameOperation({
  model,
  onPick,
}: {
  readonly model: TraceModel;
  readonly onPick: () => void;
}): JSX.Element {
  const root = mainRoot(model.tree)?.span;
  const { traceId } = model.trace;
  const query = useApi(
    "/api/traces",
    { query: { name: root?.name, service: root?.service, from: "-24h", limit: 12 } },
    { enabled: root !== undefined, refresh: "still" },
  );
  if (root === undefined) return <None />;
  return (
    <QueryView query={query} inline skeleton={<SkeletonBlock height={80} />}>
      {({ items }) => (
        <Others
          others={items.filter((one) => one.traceId !== traceId).slice(0, 8)}
          {...{ traceId, onPick }}
        />
      )}
    </QueryView>
  );
}

function None(): JSX.Element {
  return (
    <p className={classes(ui.text["dim"], css["none"])}>
      No other trace of this operation in the last 24 hours. Paste a trace id.
    </p>
  );
}

function Others({
  others,
  traceId,
  onPick,
}: {
  readonly others: readonly TraceSummary[];
  readonly traceId: string;
  readonly onPick: () => void;
}): JSX.Element {
  if (others.length === 0) return <None />;
  return (
    <ul aria-label="Traces of the same operation">
      {others.map((one) => (
        <li key={one.traceId}>
          <Link
            to="/traces/$id"
            params={{ id: traceId }}
            search={{ with: one.traceId }}
            className={classes(ui.menu["item"], css["item"])}
            onClick={onPick}
          >
            <b>{formatDuration(Number(one.durationNs) / 1e6)}</b>
            <span className={ui.text["dim"]}>{formatDateTime(nsToMs(one.startNs))}</span>
            {one.errorCount > 0 && <Status kind="error">error</Status>}
          </Link>
        </li>
      ))}
    </ul>
  );
}
