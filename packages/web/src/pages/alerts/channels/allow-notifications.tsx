// Whether this browser shows the messages of channels of the type `browser`, and the button that allows it.
import { useState, type JSX } from "react";

import { allowNotifications, notificationPermission } from "../../../state/notifications.ts";
import { ui } from "../../../ui/styles.ts";

const words = {
  granted: "This browser shows messages while a page of the console is open.",
  denied: "This browser blocks notifications of the console. Its settings for this site allow them.",
  unsupported: "This browser shows no notifications for this address: it needs https.",
} as const;

export function AllowNotifications(): JSX.Element {
  const [permission, setPermission] = useState(notificationPermission);
  if (permission !== "default") return <p className={ui.text["dim"]}>{words[permission]}</p>;
  const allow = async (): Promise<void> => setPermission(await allowNotifications());
  return (
    <p>
      <button type="button" className={ui.button["button"]} onClick={() => void allow()}>
        Show messages in this browser
      </button>
    </p>
  );
}
