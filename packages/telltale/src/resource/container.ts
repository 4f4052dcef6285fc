// The container, by what the kernel shows of it: the cgroup's path (v1, and v2 seen from the host's namespace), else the
// mounts (v2 in a namespace of its own, where the path is just `/`).
import type { Found, Surroundings } from "./detector.ts";

/** Tells `container.id`; nothing outside a container or on other systems than Linux. */
export function detectContainer(around: Surroundings): Found {
  if (around.platform !== "linux") return {};
  const id =
    idFromCgroup(around.readText("/proc/self/cgroup") ?? "") ??
    idFromMounts(around.readText("/proc/self/mountinfo") ?? "");
  return { "container.id": id };
}

// docker-<id>.scope, cri-containerd-<id>.scope, crio-<id>.scope, libpod-<id>.scope, <id>; Fargate has <32 hex>-<digits>,
// Garden a UUID of its own form
const segment =
  /^(?:[a-z][a-z-]*-)?([0-9a-f]{64}|[0-9a-f]{32}-\d{8,12}|[0-9a-f]{8}(?:-[0-9a-f]{4}){4,})(?:\.scope)?$/;

/** The container's id in the text of `/proc/self/cgroup`. */
function idFromCgroup(text: string): string | undefined {
  for (const line of text.split("\n")) {
    // an id may be followed by what the container's own init made: the last segment that is one
    const path = line.slice(line.indexOf(":", line.indexOf(":") + 1) + 1);
    const ids = path.split("/").flatMap((part) => segment.exec(afterColon(part))?.[1] ?? []);
    if (ids.length > 0) return ids.at(-1);
  }
  return undefined;
}

// containerd without systemd writes <slice>:cri-containerd:<id>
function afterColon(part: string): string {
  return part.slice(part.lastIndexOf(":") + 1).trim();
}

// the engine binds its own files over these; their source path holds the id
const bound = new Set(["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"]);

/** The container's id in the text of `/proc/self/mountinfo`. */
function idFromMounts(text: string): string | undefined {
  for (const line of text.split("\n")) {
    // proc(5): id, parent, major:minor, root within the file system, mount point, …
    const [, , , root, point] = line.split(" ");
    if (root === undefined || point === undefined || !bound.has(point)) continue;
    const id = /\/(?:containers|overlay-containers)\/([0-9a-f]{64})\//.exec(root)?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}
