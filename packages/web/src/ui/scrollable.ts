/** For a region that scrolls sideways and has nothing else to focus: while it has the focus, arrow keys scroll it. */
export const scrollable = { tabIndex: 0 } as const;
