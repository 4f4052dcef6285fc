// `?`: the keyboard shortcuts.
import { Modal } from "@mantine/core";
import type { JSX } from "react";

import { commandKey } from "./command-key.ts";
import css from "./keys-help.module.css";
import { navigation } from "./navigation.ts";

const groups: readonly {
  readonly name: string;
  readonly keys: readonly (readonly [string, readonly string[]])[];
}[] = [
  {
    name: "Anywhere",
    keys: [
      ["Filter bar", ["/"]],
      ["Command palette", [commandKey, "K"]],
      ["Earlier, later", ["[", "]"]],
      ["Pause live", ["p"]],
      ["Switch theme", ["t"]],
      ["Close dialog", ["esc"]],
      ["Keyboard shortcuts", ["?"]],
    ],
  },
  { name: "Go to", keys: navigation.map(({ label, letter }) => [label, ["g", letter]] as const) },
  {
    name: "Lists",
    keys: [
      ["Next, previous row", ["j", "k"]],
      ["Open row", ["↵"]],
    ],
  },
  {
    name: "Traces",
    keys: [
      ["Next, previous span", ["j", "k"]],
      ["Collapse, expand", ["←", "→"]],
      ["Next error", ["e"]],
    ],
  },
];

/** The keyboard shortcuts as a dialog. */
export function KeysHelp({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      size={620}
      centered
      styles={{
        header: { background: "none", padding: "14px 20px 0", minHeight: 0 },
        title: { fontWeight: 600 },
        body: { padding: 0 },
      }}
      shadow="none"
    >
      <div className={css["sheet"]}>
        {groups.map(({ name, keys }) => (
          <div key={name}>
            <h2>{name}</h2>
            <dl>
              {keys.map(([what, which]) => (
                <div key={what}>
                  <dt>{what}</dt>
                  <dd>
                    {which.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        ))}
      </div>
    </Modal>
  );
}
