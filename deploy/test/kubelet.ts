// What the kubelet makes of the variables of a container, with folders of this machine in place of volumes.
import type { IContainer } from "kubernetes-models/v1/Container";

/** Where the kubelet finds values that the manifest refers to. */
export interface Node {
  /** By field path, such as `metadata.name`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Real folders by mount path. */
  readonly mounts?: Readonly<Record<string, string>>;
}

/** The variables of a container as its process gets them: fields looked up, `$(NAME)` expanded, mount paths replaced by real folders. */
export function environmentOf(
  { env = [] }: IContainer,
  { fields = {}, mounts = {} }: Node,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const { name, value = "", valueFrom } of env) {
    const path = valueFrom?.fieldRef?.fieldPath;
    const text = path === undefined ? value : (fields[path] ?? "");
    result[name] = text.replaceAll(/\$\(([\w.-]+)\)/g, (whole, other: string) => result[other] ?? whole);
  }
  for (const [name, text] of Object.entries(result)) result[name] = withFolders(text, mounts);
  return result;
}

/** `text` with real folders instead of mount paths. */
export function withFolders(text: string, mounts: Readonly<Record<string, string>>): string {
  const paths = Object.keys(mounts).map((mount) => mount.replaceAll(/[^\w/]/g, String.raw`\$&`));
  if (paths.length === 0) return text;
  const anywhere = new RegExp(`(?<![^\\s:=])(?:${paths.join("|")})(?=/|$)`, "g");
  return text.replaceAll(anywhere, (mount) => mounts[mount]!);
}
