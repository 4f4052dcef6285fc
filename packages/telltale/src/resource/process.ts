// The process and its runtime (semantic conventions: process). Arguments are left out: they may hold secrets.
import { userInfo } from "node:os";
import { runtimeOf } from "../engine/runtime/runtime.ts";
import { workerThreadId } from "../engine/runtime/worker-thread.ts";
import type { Found } from "./detector.ts";

/** Tells about this process. `process.creation.time` with `process.pid` is its identity. */
export function detectProcess(): Found {
  return {
    "process.pid": process.pid,
    // worker threads are several under one process id
    "thread.id": workerThreadId(),
    "process.parent_pid": process.ppid,
    "process.creation.time": new Date(Math.round(performance.timeOrigin)).toISOString(),
    "process.executable.name": process.title,
    "process.executable.path": process.execPath,
    "process.command": command(),
    "process.owner": owner(),
    ...detectRuntime(),
  };
}

/** Tells about the runtime: part of every resource. */
function detectRuntime(): Found {
  const { name, version, description } = runtimeOf(process.versions);
  return {
    "process.runtime.name": name,
    "process.runtime.version": version,
    "process.runtime.description": description,
  };
}

/** The arguments of this process, when the detector is named. */
export function processArguments(): Found {
  return {
    "process.command_args": [process.argv0, ...process.execArgv, ...process.argv.slice(1)],
    "process.command_line": [process.argv0, ...process.execArgv, ...process.argv.slice(1)].join(" "),
  };
}

/** What was started. pm2 starts a container of its own, which loads the application's script and has its path in a variable. */
function command(): string | undefined {
  const [, script = ""] = process.argv;
  const inside = /ProcessContainer\w*\.js$/.test(script) ? process.env["pm_exec_path"] : undefined;
  return inside ?? (script || undefined);
}

function owner(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // an arbitrary user id without an entry in the password file, as OpenShift gives it
    return undefined;
  }
}
