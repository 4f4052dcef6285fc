// `?`: the keyboard shortcuts.
import { Modal } from "@mantine/core";
import type { JSX } from "react";

import css from "./keys-help.module.css";
import { goToKeys, keyGroups } from "./keys.ts";
import { useNavigation } from "./navigation.ts";

/** The keyboard shortcuts as a dialog. */
export function KeysHelp({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const [anywhere, ...others] = keyGroups;
  const groups = [anywhere!, goToKeys(useNavigation()), ...others];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keys"
      closeButtonProps={{ "aria-label": "Close" }}
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
        {groups.map(({ name, entries }) => (
          <div key={name}>
            <h2>{name}</h2>
            <dl>
              {entries.map(({ does, keys }) => (
                <div key={does}>
                  <dt>{does}</dt>
                  <dd>
                    {keys.map((key) => (
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
