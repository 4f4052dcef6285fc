// Stands for api.ts in a Node that can require ES modules: the library finds the API when the program uses it.

/** Whether the API was imported before the library. */
export const isApiImported = false;
