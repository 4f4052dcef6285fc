// Asks before what was changed and not saved is lost: by Back, a link, a key or a command that opens another page, or by closing the tab.
import { useBlocker, useRouter } from "@tanstack/react-router";
import { useEffect, useRef, useState, type JSX } from "react";

import { draftsLostBy, type OpenDraft } from "../lib/open-drafts.ts";
import { DiscardQuestion } from "./discard-question.tsx";

export interface LeaveQuestionProps {
  /** What the draft is of, as a sentence names it: `the dashboard`. */
  readonly name: string;
  /** As JSON. */
  readonly draft: unknown;
  /** The draft without changes; default: what it is at first. */
  readonly saved?: unknown;
  /** The search parameter with which the page shows the draft. Another range, service or tab of the page keeps it. */
  readonly shownBy?: string;
  /** Default true. `false`: what was changed cannot be saved. */
  readonly enabled?: boolean;
}

/** All drafts of the page that are changed: who leaves is asked once. */
const changed = new Set<OpenDraft>();

/** What is called when a draft is not changed any more. */
const savedEvents = new Set<() => void>();

/** The question about a draft. A navigation that saves the draft or gives it up on purpose passes `ignoreBlocker: true`. */
export function LeaveQuestion(props: LeaveQuestionProps): JSX.Element {
  const { name, draft, shownBy = "", enabled = true } = props;
  const text = JSON.stringify(draft);
  const [first] = useState(text);
  const isChanged = enabled && text !== ("saved" in props ? JSON.stringify(props.saved) : first);
  const own = useOwn(isChanged ? name : undefined, shownBy);
  const { status, current, next, proceed, reset } = useBlocker({
    shouldBlockFn: (addresses) => {
      const [asking] = draftsLostBy(addresses, changed);
      return asking !== undefined && asking === own.current;
    },
    enableBeforeUnload: isChanged,
    disabled: !isChanged,
    withResolver: true,
  });
  useBackAtDraft(proceed);
  const lost = status === "blocked" ? draftsLostBy({ current, next }, changed) : [];
  useEffect(() => {
    if (status !== "blocked") return;
    // a save may end while the question is open
    const onSaved = (): void => {
      if (draftsLostBy({ current, next }, changed).length === 0) proceed();
    };
    savedEvents.add(onSaved);
    return () => void savedEvents.delete(onSaved);
  }, [status, current, next, proceed]);
  return (
    <DiscardQuestion
      lost={lost.length === 0 ? undefined : lost}
      onDiscard={() => proceed?.()}
      onKeep={() => reset?.()}
    />
  );
}

/** Closes the question about *Back* after *Forward*: the router then proceeds to where the browser is, which is the draft. */
function useBackAtDraft(proceed: (() => void) | undefined): void {
  const { history } = useRouter();
  useEffect(() => {
    const onPop = ({ state }: PopStateEvent): void => {
      const { __TSR_key: key } = (state ?? {}) as { readonly __TSR_key?: string };
      if (key === history.location.state.__TSR_key) proceed?.();
    };
    addEventListener("popstate", onPop);
    return () => removeEventListener("popstate", onPop);
  }, [history, proceed]);
}

/** Lists the draft among those that are changed, while it has a name. */
function useOwn(name: string | undefined, shownBy: string): { readonly current: OpenDraft | undefined } {
  const own = useRef<OpenDraft>(undefined);
  useEffect(() => {
    if (name === undefined) return;
    const draft = { name, shownBy };
    own.current = draft;
    changed.add(draft);
    return () => {
      changed.delete(draft);
      for (const onSaved of savedEvents) onSaved();
    };
  }, [name, shownBy]);
  return own;
}
