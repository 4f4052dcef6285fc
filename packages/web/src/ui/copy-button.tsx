import { useEffect, useState, type JSX } from "react";

import { classes } from "./classes.ts";
import css from "./copy-button.module.css";
import { Icon } from "./icons.tsx";
import { ui } from "./styles.ts";

export interface CopyButtonProps {
  /** A function is called when the button is pressed. */
  readonly text: string | (() => string);
  /** What is copied, for the label. */
  readonly what?: string;
  /** `item`: of a menu. */
  readonly variant?: "icon" | "word" | "button" | "item";
  /** The label of `button` and `item`. */
  readonly word?: string;
  readonly isDisabled?: boolean;
}

/** Copies `text` and confirms it for a moment. */
export function CopyButton({
  text,
  what = "",
  variant = "icon",
  word = "Copy",
  isDisabled = false,
}: CopyButtonProps): JSX.Element {
  const [done, copyText] = useCopy();
  const copy = (): void => copyText(typeof text === "string" ? text : text());
  const icon = <Icon name={done ? "check" : "copy"} />;
  const label = `Copy ${what}`.trim();
  if (variant === "icon") {
    return (
      <button type="button" title={done ? "Copied" : label} aria-label={label} onClick={copy}>
        {icon}
      </button>
    );
  }
  return (
    <button
      type="button"
      className={looks[variant](done)}
      aria-label={label}
      disabled={isDisabled}
      onClick={copy}
    >
      {icon}
      {done ? "Copied" : word}
    </button>
  );
}

const looks = {
  word: (done: boolean) => classes(css["copy"], done && css["done"]),
  button: () => ui.button["quiet"],
  item: () => ui.menu["item"],
} as const;

/** Copies the address of this page as it is now. */
export function CopyLink(): JSX.Element {
  const [done, copy] = useCopy();
  return (
    <button
      type="button"
      className={classes(ui.button["quiet"], ui.screen["hidePhone"])}
      aria-keyshortcuts="y"
      onClick={() => copy(location.href)}
    >
      <Icon name={done ? "check" : "link"} />
      {done ? "Copied" : "Copy link"}
    </button>
  );
}

function useCopy(): [boolean, (text: string) => void] {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return undefined;
    const timer = setTimeout(() => setDone(false), 1500);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = (text: string): void => {
    void writeClipboard(text).then(setDone);
  };
  return [done, copy];
}

/** The clipboard API needs a secure context; a console on another host over plain HTTP has none. */
async function writeClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    const copied = document.execCommand("copy");
    area.remove();
    return copied;
  }
}
