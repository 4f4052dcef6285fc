/** Whether a text of others may become a link: other schemes, such as `javascript:`, may not. */
export function isWebAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
