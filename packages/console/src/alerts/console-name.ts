// How this console is called among those that share a store.
import { hostname } from "node:os";

export const consoleName: string = `${hostname()}:${process.pid}`;
