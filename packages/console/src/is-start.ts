/** Whether a command line starts the console: `start --port 1`, or without the name. A request for help gets the help of all commands. */
export function isStart([name = "start"]: readonly string[]): boolean {
  return name === "start" || (name.startsWith("-") && !["-h", "--help"].includes(name));
}
