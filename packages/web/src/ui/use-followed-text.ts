import { useEffect, useLayoutEffect, useRef, useState } from "react";

import { followAddress, textToSend, type FollowedText } from "../lib/followed-text.ts";

/** A field whose text is in the address: it puts there what is typed once typing pauses, and follows the address when that changes. */
export function useFollowedText(value: string, onChange: (text: string) => void, toValue = asTyped) {
  const [text, setText] = useState<FollowedText>({ typed: value, seen: value, sent: [] });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const now = followAddress(text, value);
  if (now !== text) setText(now);
  const send = (typed: string): void => {
    const next = textToSend({ ...now, typed }, toValue);
    if (next === undefined) return;
    setText((last) => ({ ...last, sent: [...last.sent, next] }));
    onChange(next);
  };
  // The field may have followed the address since it was typed in: then nothing is left to send.
  const sendNow = useRef<() => void>(undefined);
  useLayoutEffect(() => {
    sendNow.current = () => send(now.typed);
  });
  const write = (typed: string, waitMs: number): void => {
    setText((last) => ({ ...last, typed }));
    clearTimeout(timer.current);
    if (waitMs === 0) send(typed);
    else timer.current = setTimeout(() => sendNow.current?.(), waitMs);
  };
  return { typed: now.typed, write };
}

const asTyped = (text: string): string => text;
