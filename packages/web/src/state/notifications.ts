// Notifications of the browser: messages of a channel of the type `browser`, shown while a page of the console is open and the person has
// allowed them.

/** A message as the live stream carries it: plain text. */
export interface AlertNotification {
  /** The same for the same message: another page of the console does not show it again. */
  readonly tag: string;
  readonly title: string;
  readonly body: string;
  /** Page of the alert, on this console or by its public address. */
  readonly url?: string;
}

export type NotificationPermissionState = NotificationPermission | "unsupported";

/** Whether this browser shows notifications. */
export function notificationPermission(): NotificationPermissionState {
  return typeof Notification === "undefined" ? "unsupported" : Notification.permission;
}

/** Asks the person; call it from a press of a button. */
export async function allowNotifications(): Promise<NotificationPermissionState> {
  return typeof Notification === "undefined" ? "unsupported" : Notification.requestPermission();
}

/** Shows a notification, if the person has allowed them. A press opens the page of the alert. */
export function showNotification({ tag, title, body, url }: AlertNotification): void {
  if (notificationPermission() !== "granted") return;
  const shown = new Notification(title, { tag, body });
  shown.addEventListener("click", () => {
    window.focus();
    if (url !== undefined && /^https?:/.test(url)) window.location.assign(new URL(url).pathname);
    shown.close();
  });
}
